package io.tidemark.tools;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a node serves HTTP.
 *
 * @param base such as {@code http://127.0.0.1:8080}, without a path
 */
record Endpoint(URI base) {

  /**
   * Reads {@code http://HOST:PORT}, {@code https://HOST:PORT} or {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  static Endpoint parse(String text) {
    String stripped = text.strip().replaceFirst("/$", "");
    try {
      URI uri = new URI(stripped.contains("://") ? stripped : "http://" + stripped);
      boolean schemeKnown = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (schemeKnown && uri.getHost() != null && uri.getRawPath().isEmpty()) {
        return new Endpoint(uri);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(notAnEndpoint(text), e);
    }
    throw new IllegalArgumentException(notAnEndpoint(text));
  }

  private static String notAnEndpoint(String text) {
    return "'%s' is not an endpoint; write it like http://127.0.0.1:8080".formatted(text);
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
