package io.tidemark.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Looks whether the demo's ports are free before anything is started. */
final class DemoPorts {
  private DemoPorts() {}

  /** A line for every port of the two rows that another process has. */
  static List<String> taken(int nodes, int httpPort, int raftPort) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      addIfTaken(httpPort + i, "HTTP of n" + (i + 1), "--http-port", lines);
      addIfTaken(raftPort + i, "Raft of n" + (i + 1), "--raft-port", lines);
    }
    return lines;
  }

  private static void addIfTaken(int port, String use, String option, List<String> lines) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(DemoNode.HOST), port));
    } catch (IOException e) {
      lines.add(
          "port %d (%s) is taken: %s; stop what uses it, or choose others with %s"
              .formatted(port, use, e.getMessage(), option));
    }
  }
}
