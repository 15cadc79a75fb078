package io.tidemark.tools;

import io.tidemark.node.config.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Asks a node on this machine for its health: what a container's health check runs every few
 * seconds. It loads as little as can be, and so is no subcommand.
 */
public final class HealthProbe {

  private static final int MILLIS_MAX = 2_000;
  private static final int ANSWER_BYTES_MAX = 4_096;
  private static final String HTTP_DEFAULT = "127.0.0.1:8080";
  private static final String SUCCESS = "HTTP/1.1 200 ";

  private HealthProbe() {}

  /**
   * Exits with 0 if the node says that it is well, with 1 otherwise, and prints what it said.
   *
   * @param args {@code liveness} or {@code readiness}
   */
  public static void main(String[] args) {
    if (args.length != 1 || !(args[0].equals("liveness") || args[0].equals("readiness"))) {
      System.err.println("usage: HealthProbe liveness|readiness");
      System.exit(ExitCode.USAGE.code());
    }
    boolean well;
    try {
      String answer = answer(address(System.getenv()), "/health/" + args[0]);
      well = answer.startsWith(SUCCESS);
      System.out.println(answer.substring(answer.lastIndexOf('\n') + 1));
    } catch (IOException e) {
      well = false;
      System.out.println(e.getMessage());
    }
    // The codes that Docker knows; 2 is reserved there.
    System.exit(well ? 0 : 1);
  }

  /** Where the node of this container serves: at its port, on whichever address it listens. */
  static InetSocketAddress address(Map<String, String> environment) {
    HostPort http = HostPort.parse(environment.getOrDefault("TIDEMARK_HTTP", HTTP_DEFAULT));
    return http.isWildcard()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port())
        : new InetSocketAddress(http.host(), http.port());
  }

  /** The whole answer, header and body. */
  static String answer(InetSocketAddress address, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, MILLIS_MAX);
      socket.setSoTimeout(MILLIS_MAX);
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      return new String(answer.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
    }
  }
}
