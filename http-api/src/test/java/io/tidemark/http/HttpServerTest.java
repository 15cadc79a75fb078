package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.config.HostPort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class HttpServerTest {

  @Test
  void aTakenPortIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());
      IOException e = assertThrows(IOException.class, () -> start(address));
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("can't serve HTTP on " + address + ": "), message);
      assertTrue(message.contains("already in use"), message);
    }
  }

  @Test
  void anAddressOfAnotherMachineIsToldInOneLine() {
    IOException e = assertThrows(IOException.class, () -> start(new HostPort("192.0.2.1", 23_001)));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("can't serve HTTP on 192.0.2.1:23001: "), message);
  }

  @Test
  void aRequestThatRunsIsFinishedBeforeTheServerStops() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    RunningServer server = new RunningServer();
    server.node.waiting =
        () -> {
          running.countDown();
          await(release);
        };
    int port = server.server.port();
    CompletableFuture<Reply> reply = inBackground(() -> server.post("/generate", "{}"));
    await(running);
    CompletableFuture<Boolean> stopped =
        inBackground(
            () -> {
              server.server.stop(RunningServer.DRAIN_MILLIS_MAX);
              return true;
            });
    Awaitility.await().until(() -> refusesConnections(port));
    assertTrue(!stopped.isDone(), "it waits for the request");
    release.countDown();
    assertEquals(200, reply.get().status());
    assertEquals("close", reply.get().header("Connection"));
    assertTrue(stopped.get(RunningServer.DRAIN_MILLIS_MAX, TimeUnit.MILLISECONDS));
    server.client.close();
  }

  @Test
  void aRequestThatDoesNotEndIsInterruptedAndItsAnswerStillGetsOut() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    RunningServer server = new RunningServer();
    server.node.waiting =
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        };
    CompletableFuture<Reply> reply = inBackground(() -> server.post("/generate", "{}"));
    await(running);
    server.server.stop(100);
    await(interrupted);
    assertEquals(200, reply.get().status());
    server.client.close();
  }

  @Test
  void anIdleConnectionDoesNotHoldUpTheStop() throws Exception {
    RunningServer server = new RunningServer();
    int port = server.server.port();
    server.get("/version");
    long start = System.nanoTime();
    server.server.stop(TimeUnit.MINUTES.toMillis(5));
    assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1));
    assertTrue(refusesConnections(port));
    server.client.close();
  }

  private static HttpServer start(HostPort address) throws IOException {
    return HttpServer.start(
        RunningServer.content(
            new FakeNode(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)),
        address);
  }

  private static boolean refusesConnections(int port) throws Exception {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private static <T> CompletableFuture<T> inBackground(Callable<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofVirtual()
        .start(
            () -> {
              task.run();
              try {
                result.complete(task.get());
              } catch (InterruptedException | ExecutionException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(RunningServer.REQUEST_MILLIS_MAX, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
