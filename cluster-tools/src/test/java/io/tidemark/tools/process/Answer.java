package io.tidemark.tools.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Map;

/**
 * What came back over HTTP.
 *
 * @param headers by their names in lower case
 */
record Answer(int status, Map<String, String> headers, String body) {
  private static final JsonMapper JSON = new JsonMapper();

  Answer {
    headers = Map.copyOf(headers);
  }

  boolean ok() {
    return status >= 200 && status < 300;
  }

  String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  /** The body as JSON; fails if it is none. */
  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + this, e);
    }
  }

  /** The {@code code} of a problem. */
  String code() {
    return json().path("code").asText();
  }
}
