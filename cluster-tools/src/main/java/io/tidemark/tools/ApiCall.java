package io.tidemark.tools;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One call of the HTTP interface.
 *
 * @param path with its leading slash and its query
 * @param body JSON, or null for none
 * @param repeatable whether making the call twice does no harm
 */
record ApiCall(
    String method, String path, @Nullable String body, String accept, boolean repeatable) {

  static ApiCall get(String path) {
    return new ApiCall("GET", path, null, "application/json", true);
  }

  byte @Nullable [] bodyBytes() {
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }
}
