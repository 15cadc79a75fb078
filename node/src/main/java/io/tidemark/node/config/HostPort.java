package io.tidemark.node.config;

import java.util.Set;

/**
 * An address as people write it: {@code 127.0.0.1:7400}, {@code n1.example:7400}, {@code
 * [::1]:7400}.
 *
 * @param host a name or an address, IPv6 without brackets; not resolved here
 * @param port 1 to 65,535
 */
public record HostPort(String host, int port) {

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  public HostPort {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'%s:%d' is not HOST:PORT with a port of 1 to 65535".formatted(host, port));
    }
  }

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "'%s' is not HOST:PORT (IPv6 as [ADDRESS]:PORT)".formatted(text));
    }
    try {
      return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not HOST:PORT: the port is not a number".formatted(text), e);
    }
  }

  /**
   * Whether this is every address of a machine: good for listening, and nobody gets there by it.
   */
  public boolean isWildcard() {
    return WILDCARDS.contains(host);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
