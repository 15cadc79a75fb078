package io.tidemark.jepsen.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands between callers and a server that says back what it is told. */
@Timeout(30)
final class RelayTest {
  private static final String HOST = "127.0.0.1";

  private final AtomicInteger told = new AtomicInteger();
  private ServerSocket server = new ServerSocket();

  RelayTest() throws IOException {}

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getByName(HOST));
    Thread.ofVirtual().start(this::answer);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void answer() {
    while (!server.isClosed()) {
      try (Socket caller = server.accept()) {
        for (int next = caller.getInputStream().read(); next >= 0; ) {
          told.incrementAndGet();
          caller.getOutputStream().write(next);
          next = caller.getInputStream().read();
        }
      } catch (SocketException e) {
        // The caller is gone, or the test is over.
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(HOST, server.getLocalPort());
  }

  private static int ask(Relay relay) throws IOException {
    try (Socket socket = new Socket(HOST, relay.address().getPort())) {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read();
    }
  }

  @Test
  void bothWaysTakeAsLongAsIsSaid() throws IOException {
    try (Relay relay = Relay.delaying(HOST, address(), Duration.ofMillis(40))) {
      long before = System.nanoTime();
      assertEquals('x', ask(relay));
      assertTrue(System.nanoTime() - before >= Duration.ofMillis(80).toNanos());
    }
  }

  @Test
  void whatWasAskedForHappensThoughItsAnswerIsCutOff() throws IOException {
    try (Relay relay = Relay.cuttingAnswers(HOST, address(), 100)) {
      assertThrows(SocketException.class, () -> ask(relay));
      assertEquals(1, told.get());
      assertEquals(1, relay.answersCut());
    }
  }

  @Test
  void halfOfTheAnswersAreCutOffIfThatIsSaid() throws IOException {
    try (Relay relay = Relay.cuttingAnswers(HOST, address(), 50)) {
      assertEquals('x', ask(relay));
      assertThrows(SocketException.class, () -> ask(relay));
      assertEquals('x', ask(relay));
    }
  }
}
