package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A checker that can't fail is a defect: the load client notices everything that it should. */
final class LoadTest {
  private static final int STATUS_HANG_UP = 0;

  private final HttpServer server = server();
  private final RealNode node =
      new RealNode("fake", server.getAddress().getPort(), 1, Path.of("target"));
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int status = 200;
  private volatile IntFunction<String> body = call -> call + "\n";

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void idsThatRiseAndDifferAreNoViolation() {
    try (Load load = running()) {
      load.awaitMore(node, 100);
      load.stop();

      assertEquals(List.of(), load.violations());
      assertEquals(0, load.of(node).failed());
      assertTrue(load.ids(IdKind.SEQUENCE).size() >= 100);
      assertTrue(load.of(node).latencies().millisAt(0.999) > 0);
    }
  }

  @Test
  void aRepeatedIdIsNoticed() {
    body = call -> call == 50 ? "7\n" : call + "\n";
    assertViolation("issued SEQUENCE 7 again");
  }

  @Test
  void aFallingIdIsNoticed() {
    AtomicLong high = new AtomicLong(1_000_000);
    body = call -> call < 50 ? high.incrementAndGet() + "\n" : call + "\n";
    assertViolation("after a larger one");
  }

  @Test
  void aMalformedIdIsNoticed() {
    body = call -> call == 10 ? "007\n" : call + "\n";
    assertViolation("'007' is not");
  }

  @Test
  void aRefusedRequestIsAFailureAndIsNotRepeatedSilently() {
    try (Load load = running()) {
      load.awaitMore(node, 10);
      status = 503;
      Awaitility.await().until(() -> load.of(node).failed() > 0);
      load.stop();

      assertTrue(load.of(node).failures().get(0).contains("503"));
      assertEquals(calls.get(), load.of(node).latencies().count() + load.of(node).failed());
    }
  }

  @Test
  void aBrokenConnectionIsAFailureUnlessTheNodeIsExpectedToDie() {
    try (Load load = running()) {
      load.awaitMore(node, 10);
      status = STATUS_HANG_UP;
      Awaitility.await().until(() -> load.of(node).failed() > 0);
      load.stop();
      assertFalse(load.of(node).failures().isEmpty());
    }
    status = 200;
    calls.set(0);
    try (Load load = running()) {
      load.awaitMore(node, 10);
      load.expectDeath(node);
      status = STATUS_HANG_UP;
      load.awaitDone(RealCluster.PATIENCE);
      assertEquals(List.of(), load.of(node).failures());
    }
  }

  @Test
  void clientsEndOnceEnoughIsReceived() {
    body = call -> "%d\n%d\n".formatted(2 * call, 2 * call + 1);
    try (Load load = new Load()) {
      load.batches(node, IdKind.SEQUENCE, 1, 2, 500).start();
      load.awaitDone(RealCluster.PATIENCE);

      assertEquals(500, load.ids(IdKind.SEQUENCE).size());
      assertEquals(501, load.largest(IdKind.SEQUENCE));
    }
  }

  private Load running() {
    return new Load().singles(node, IdKind.SEQUENCE, 1).start();
  }

  private void assertViolation(String said) {
    try (Load load = running()) {
      Awaitility.await().until(() -> !load.violations().isEmpty());
      assertTrue(load.violations().get(0).contains(said), () -> load.violations().toString());
    }
  }

  private HttpServer server() {
    try {
      HttpServer made =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      made.createContext(
          "/generate",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (status == STATUS_HANG_UP) {
              exchange.close();
              return;
            }
            byte[] bytes = body.apply(calls.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      made.start();
      return made;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
