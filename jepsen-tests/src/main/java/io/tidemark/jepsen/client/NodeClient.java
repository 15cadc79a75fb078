package io.tidemark.jepsen.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.jepsen.history.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls one node and never retries. An error is definite only if nothing can have been sent, or the
 * node says that it refused; all others leave open what happened.
 */
public final class NodeClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
  private static final Duration CALL_MAX = Duration.ofSeconds(6);
  private static final Duration DOWNLOAD_MAX = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http;
  private final String base;

  /**
   * Calls the node at an address.
   *
   * @param http shared by all clients of a run
   * @param address host and port
   */
  public NodeClient(HttpClient http, String address) {
    this.http = http;
    this.base = "http://" + address;
  }

  /** Connections for the clients of a run. */
  public static HttpClient connections() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_MAX)
        .build();
  }

  /** {@code GET}. */
  public Reply get(String path) {
    return send(request(path, CALL_MAX).GET().build());
  }

  /** {@code POST} of a body of JSON. */
  public Reply post(String path, String body) {
    return send(request(path, CALL_MAX).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /** {@code DELETE}. */
  public Reply delete(String path) {
    return send(request(path, CALL_MAX).DELETE().build());
  }

  /**
   * {@code PUT} of a body of JSON.
   *
   * @param ifMatch the generation that must hold; null for any
   */
  public Reply put(String path, String body, @Nullable Long ifMatch) {
    HttpRequest.Builder request =
        request(path, CALL_MAX).PUT(HttpRequest.BodyPublishers.ofString(body));
    if (ifMatch != null) {
      request.header("If-Match", "\"%d\"".formatted(ifMatch));
    }
    return send(request.build());
  }

  /** Whether the node says that it can issue. */
  public boolean isReady() {
    return get("/health/readiness").status() == 200;
  }

  /** Saves the body of a {@code GET} as a file; or says why that failed. */
  public Optional<String> download(String path, Path file) {
    try {
      HttpResponse<InputStream> response =
          http.send(
              request(path, DOWNLOAD_MAX).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return response.statusCode() == 200
          ? Optional.empty()
          : Optional.of("%d %s".formatted(response.statusCode(), Files.readString(file)));
    } catch (IOException e) {
      return Optional.of(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
  }

  private Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answered(response.statusCode(), json(response.body()));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Reply(Operation.Type.FAIL, 0, MissingNode.getInstance(), "not connected: " + e);
    } catch (IOException e) {
      return new Reply(Operation.Type.INFO, 0, MissingNode.getInstance(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply(Operation.Type.INFO, 0, MissingNode.getInstance(), "interrupted");
    }
  }

  private static Reply answered(int status, JsonNode body) {
    if (status / 100 == 2) {
      return new Reply(Operation.Type.OK, status, body, null);
    }
    String error = "%d %s".formatted(status, body.path("code").asText(body.toString()));
    Operation.Type conclusion =
        body.path("outcome").asText().equals("refused") ? Operation.Type.FAIL : Operation.Type.INFO;
    return new Reply(conclusion, status, body, error);
  }

  private static JsonNode json(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(body);
    }
  }
}
