package io.tidemark.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.http.edge.WaitingBound;
import io.tidemark.http.resource.Release;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** A server on a free port of this machine, with a {@link FakeNode} behind it. */
final class RunningServer implements AutoCloseable {

  static final long DRAIN_MILLIS_MAX = 5_000;
  static final int WAITING_CALLS_MAX = 50;
  static final int REQUEST_MILLIS_MAX = 20_000;

  private static final JsonMapper JSON = new JsonMapper();

  final FakeNode node = new FakeNode();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final HttpServer server;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RunningServer() throws IOException {
    server = HttpServer.start(content(node, registry), "127.0.0.1", 0);
  }

  static HttpServer.Content content(FakeNode node, PrometheusMeterRegistry registry) {
    return new HttpServer.Content(
        node,
        registry,
        new Release("1.2.3", "abc1234"),
        new FakeDiagnostics(),
        RandomGenerator.of("L64X128MixRandom"),
        InstantSource.system(),
        System::nanoTime,
        new WaitingBound(WAITING_CALLS_MAX));
  }

  @Override
  public void close() {
    client.close();
    server.stop(DRAIN_MILLIS_MAX);
  }

  /** What came back. */
  record Reply(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    JsonNode json() {
      try {
        return JSON.readTree(body());
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + body(), e);
      }
    }

    String header(String name) {
      return String.join(", ", response.headers().allValues(name));
    }

    String code() {
      return json().path("code").asText();
    }
  }

  Reply get(String path, String... headers) throws Exception {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  Reply post(String path, String body, String... headers) throws Exception {
    return send("POST", path, BodyPublishers.ofString(body), headers);
  }

  Reply put(String path, String body, String... headers) throws Exception {
    return send("PUT", path, BodyPublishers.ofString(body), headers);
  }

  Reply delete(String path, String... headers) throws Exception {
    return send("DELETE", path, BodyPublishers.noBody(), headers);
  }

  /**
   * @param headers name, value, name, value, ...
   */
  Reply send(String method, String path, BodyPublisher body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofMillis(REQUEST_MILLIS_MAX))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new Reply(client.send(request.build(), BodyHandlers.ofString()));
  }

  /** Sends a request as it is and reads one answer. */
  String raw(String request) throws IOException {
    return exchange(request.getBytes(StandardCharsets.ISO_8859_1), true);
  }

  /** Sends bytes as they are and reads until the server closes the connection. */
  String rawUntilClosed(byte[] request) throws IOException {
    return exchange(request, false);
  }

  private String exchange(byte[] request, boolean oneAnswer) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(REQUEST_MILLIS_MAX);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      byte[] chunk = new byte[8192];
      while (!(oneAnswer && isWhole(answer.toString(StandardCharsets.UTF_8)))) {
        int length = socket.getInputStream().read(chunk);
        if (length < 0) {
          break;
        }
        answer.write(chunk, 0, length);
      }
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private static boolean isWhole(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    for (String line : answer.substring(0, end).split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        int length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        return answer.substring(end + 4).getBytes(StandardCharsets.UTF_8).length >= length;
      }
    }
    return false;
  }
}
