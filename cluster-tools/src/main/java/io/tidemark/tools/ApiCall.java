package io.tidemark.tools;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call of the HTTP interface.
 *
 * @param path with its leading slash and its query
 * @param body JSON, or null for none
 * @param repeatable whether making the call twice does no harm
 * @param headers further ones
 */
record ApiCall(
    String method,
    String path,
    @Nullable String body,
    String accept,
    boolean repeatable,
    Map<String, String> headers) {

  ApiCall {
    headers = Map.copyOf(headers);
  }

  ApiCall(String method, String path, @Nullable String body, String accept, boolean repeatable) {
    this(method, path, body, accept, repeatable, Map.of());
  }

  static ApiCall get(String path) {
    return new ApiCall("GET", path, null, "application/json", true);
  }

  /** A call that changes something, so it is made once. */
  static ApiCall change(String method, String path, @Nullable String body) {
    return new ApiCall(method, path, body, "application/json", false);
  }

  /** The same call with a header. */
  ApiCall withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new ApiCall(method, path, body, accept, repeatable, more);
  }

  byte @Nullable [] bodyBytes() {
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }
}
