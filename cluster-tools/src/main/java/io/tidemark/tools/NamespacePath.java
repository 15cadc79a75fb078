package io.tidemark.tools;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a namespace lives in the HTTP interface. */
final class NamespacePath {

  static final String ALL = "/v1/namespaces";

  private NamespacePath() {}

  /** Any text makes a path of one segment; whether it is a name is for the node to say. */
  static String of(String name) {
    return ALL + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
