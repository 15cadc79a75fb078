package io.tidemark.http.edge;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.http.server.types.files.StreamedFile;
import io.tidemark.http.json.JsonWriting;
import io.tidemark.http.json.JsonWriting.Content;
import io.tidemark.node.service.Answer;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes answers: the one place that every answer passes, the framework's own errors included. */
@Singleton
public final class Answers {

  public static final String JSON = "application/json";
  public static final String PLAIN = "text/plain";

  /** The header that tells the request id. */
  public static final String REQUEST_ID = "X-Request-Id";

  private static final int OBJECT_LENGTH_GUESS = 512;

  private final Ticker ticker;

  Answers(Ticker ticker) {
    this.ticker = ticker;
  }

  /** A JSON object with status 200. */
  public MutableHttpResponse<byte[]> json(Exchange exchange, Content content) {
    return json(exchange, HttpStatus.OK, content);
  }

  /** A JSON object. */
  public MutableHttpResponse<byte[]> json(Exchange exchange, HttpStatus status, Content content) {
    return bytes(exchange, status, JSON, JsonWriting.object(OBJECT_LENGTH_GUESS, content));
  }

  /** Text with status 200. */
  public MutableHttpResponse<byte[]> text(Exchange exchange, String contentType, String text) {
    return bytes(exchange, HttpStatus.OK, contentType, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes as they are. */
  public MutableHttpResponse<byte[]> bytes(
      Exchange exchange, HttpStatus status, String contentType, byte[] body) {
    return finished(exchange, HttpResponse.status(status), contentType, body);
  }

  /**
   * A file, streamed.
   *
   * @param content closed when it was sent, or when the caller has gone
   */
  public MutableHttpResponse<StreamedFile> file(
      Exchange exchange, String name, long sizeBytes, InputStream content) {
    if (exchange.request() instanceof NettyHttpRequest<?> request) {
      // Micronaut closes what it sends, and leaves open what it can't send any more.
      request
          .getChannelHandlerContext()
          .channel()
          .closeFuture()
          .addListener(closed -> content.close());
    }
    StreamedFile file =
        new StreamedFile(content, MediaType.APPLICATION_OCTET_STREAM_TYPE, 0, sizeBytes);
    return HttpResponse.ok(file.attach(name))
        .header(REQUEST_ID, exchange.id())
        .header("X-Content-Type-Options", "nosniff")
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  /** A refusal. */
  MutableHttpResponse<byte[]> problem(Exchange exchange, Refusal refusal) {
    return problem(
        exchange, refusal, HttpResponse.status(HttpStatus.valueOf(refusal.type().status())));
  }

  /**
   * A refusal on a response that has a status and perhaps headers already.
   *
   * @param response gets the status of the refusal
   */
  MutableHttpResponse<byte[]> problem(
      Exchange exchange, Refusal refusal, MutableHttpResponse<?> response) {
    ProblemType type = refusal.type();
    response.status(HttpStatus.valueOf(type.status()));
    if (type.status() == HttpStatus.SERVICE_UNAVAILABLE.getCode()) {
      response.header(HttpHeaders.RETRY_AFTER, refusal.retryAfter());
    }
    byte[] body = refusal.json(exchange.id(), exchange.isRepeatable());
    return finished(exchange, response, Refusal.MEDIA_TYPE, body);
  }

  /** What the node granted. */
  public <T> T granted(Answer<T> answer) throws RefusedException {
    return switch (answer) {
      case Answer.Granted<T>(T value) -> value;
      case Answer.Denied<T>(var problem) -> throw Refusal.of(problem).asException();
    };
  }

  /**
   * The media type that the caller accepts and likes best.
   *
   * @param offers the server's favourite first
   */
  public String negotiated(Exchange exchange, List<String> offers) throws RefusedException {
    return Accepts.negotiated(exchange.request().getHeaders().getAll(HttpHeaders.ACCEPT), offers);
  }

  private MutableHttpResponse<byte[]> finished(
      Exchange exchange, MutableHttpResponse<?> response, String contentType, byte[] body) {
    response.header(REQUEST_ID, exchange.id());
    response.header(HttpHeaders.CONTENT_TYPE, contentType);
    // The framework says it of bodies only, and without it ends the connection after a HEAD.
    response.header(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length));
    response.header("X-Content-Type-Options", "nosniff");
    response.header(HttpHeaders.CACHE_CONTROL, "no-store");
    if (AccessLog.isOn()) {
      HttpRequest<?> request = exchange.request();
      AccessLog.write(
          request.getMethodName(),
          request.getUri(),
          response.code(),
          ticker.nanos() - exchange.startNanos(),
          exchange.id(),
          exchange.traceparent());
    }
    return response.body(body);
  }
}
