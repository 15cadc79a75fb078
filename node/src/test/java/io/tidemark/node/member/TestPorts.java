package io.tidemark.node.member;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports of this machine, below those that the system hands out by itself. */
final class TestPorts {

  private static final AtomicInteger NEXT =
      new AtomicInteger(Integer.getInteger("tidemark.test.port", 22_000));

  private TestPorts() {}

  static int next() {
    while (true) {
      int port = NEXT.getAndIncrement();
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException taken) {
        // The next one.
      }
    }
  }
}
