package io.tidemark.http.generate;

import java.net.URI;
import java.net.URISyntaxException;

/** Which request targets are the route's (RFC 9112 section 3.2). */
final class Route {

  private static final String SHORT = "/generate";
  private static final String LONG = "/v1/generate";

  private Route() {}

  /** Whether a request target names the route, with whatever query. */
  static boolean isNamedBy(String target) {
    if (target.equals(SHORT) || target.equals(LONG)) {
      return true;
    }
    if (!target.contains(SHORT)) {
      return false;
    }
    String path = path(target);
    return path.equals(SHORT)
        || path.equals(LONG)
        || (path.endsWith("/") && (path.equals(SHORT + "/") || path.equals(LONG + "/")));
  }

  /** The path of a request target; empty if the target is malformed. */
  static String path(String target) {
    if (target.equals(SHORT) || target.equals(LONG)) {
      return target;
    }
    try {
      String path = new URI(target).getRawPath();
      return path == null ? "" : path;
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
