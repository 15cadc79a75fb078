package io.tidemark.tools;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Rows of loopback ports that nobody uses. From below the range that the system itself hands out,
 * so that no outgoing connection takes one before the test does. {@code -Dtidemark.test.ports=N}
 * moves the first.
 */
public final class FreePorts {
  private static final int FIRST = Integer.getInteger("tidemark.test.ports", 24_000);
  private static final int SPAN = 500;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() % (SPAN / 2)));

  private FreePorts() {}

  /** The first of so many neighbouring ports. */
  public static int row(int length) {
    for (int tried = 0; tried < SPAN; tried++) {
      int first = FIRST + NEXT.getAndAdd(length) % (SPAN - length);
      if (IntStream.range(first, first + length).allMatch(FreePorts::isFree)) {
        return first;
      }
    }
    throw new IllegalStateException(
        "no %d free ports in a row from %d on".formatted(length, FIRST));
  }

  /** Whether nobody listens there. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
