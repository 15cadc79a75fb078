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
 * @param answerMillisMax how long the node may take to answer
 */
record ApiCall(
    String method,
    String path,
    @Nullable String body,
    String accept,
    boolean repeatable,
    Map<String, String> headers,
    int answerMillisMax) {

  private static final int ANSWER_MILLIS_MAX = 10_000;

  ApiCall {
    headers = Map.copyOf(headers);
  }

  ApiCall(String method, String path, @Nullable String body, String accept, boolean repeatable) {
    this(method, path, body, accept, repeatable, Map.of(), ANSWER_MILLIS_MAX);
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
    return new ApiCall(method, path, body, accept, repeatable, more, answerMillisMax);
  }

  /** The same call, to which the answer may take longer. */
  ApiCall answeredWithin(int millisMax) {
    return new ApiCall(method, path, body, accept, repeatable, headers, millisMax);
  }

  byte @Nullable [] bodyBytes() {
    return body == null ? null : body.getBytes(StandardCharsets.UTF_8);
  }
}
