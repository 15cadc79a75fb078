package io.tidemark.tools;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every call the same unless told otherwise, or not at all. */
final class FakeNode implements AutoCloseable {
  private final HttpServer server;
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> conditions = new CopyOnWriteArrayList<>();
  private final Queue<Next> next = new ConcurrentLinkedQueue<>();
  private volatile int status;
  private volatile String body;
  private volatile boolean hangsUp;

  private FakeNode(InetSocketAddress address, int status, String body) {
    this.status = status;
    this.body = body;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  static FakeNode answering(int status, String body) {
    return new FakeNode(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), status, body);
  }

  static FakeNode readyAt(String host, int port) {
    return new FakeNode(new InetSocketAddress(InetAddress.ofLiteral(host), port), 200, "{}");
  }

  /** Takes each call, and closes the connection instead of answering. */
  static FakeNode hangingUp() {
    FakeNode node = answering(200, "{}");
    node.hangsUp = true;
    return node;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was asked: method, path, body. */
  List<String> calls() {
    return calls;
  }

  /** The headers {@code If-Match} and {@code If-None-Match} that came. */
  List<String> conditions() {
    return conditions;
  }

  private record Next(int status, String body) {}

  /** The next call is answered by this body, before all others. */
  FakeNode first(String body) {
    return first(status, body);
  }

  /** The next call is answered so, before all others. */
  FakeNode first(int status, String body) {
    next.add(new Next(status, body));
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      calls.add(
          "%s %s %s %s"
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  exchange.getRequestHeaders().getFirst("Accept"),
                  asked)
              .strip());
      for (String header : List.of("If-Match", "If-None-Match")) {
        String condition = exchange.getRequestHeaders().getFirst(header);
        if (condition != null) {
          conditions.add(header + ": " + condition);
        }
      }
      if (hangsUp) {
        return;
      }
      Next first = next.poll();
      Next answer = first == null ? new Next(status, body) : first;
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
