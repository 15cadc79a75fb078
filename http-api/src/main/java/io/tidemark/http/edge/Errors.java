package io.tidemark.http.edge;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.tidemark.http.edge.BrokenBodies.BrokenBodyException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the framework's own errors, and faults that no call expects, as problems. */
@Singleton
public final class Errors
    implements ErrorResponseProcessor<byte[]>, ExceptionHandler<Throwable, MutableHttpResponse<?>> {

  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

  private static final int REASON_LENGTH_MAX = 200;

  private final Exchanges exchanges;
  private final Answers answers;

  Errors(Exchanges exchanges, Answers answers) {
    this.exchanges = exchanges;
    this.answers = answers;
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext error, MutableHttpResponse<?> response) {
    HttpRequest<?> request = error.getRequest();
    EdgeProblem problem = problemOf(request, response.code());
    Exchange exchange = exchanges.of(request);
    if (problem == EdgeProblem.INTERNAL_ERROR) {
      return answers.problem(exchange, fault(exchange), response);
    }
    String detail =
        switch (problem) {
          case PATH_NOT_FOUND -> "there is nothing at " + request.getPath();
          case METHOD_NOT_ALLOWED ->
              Refusal.methodNotAllowed(
                      request.getMethodName(), request.getPath(), allowed(response))
                  .detail();
          case BODY_TOO_LARGE -> Refusal.bodyTooLarge().detail();
          case URI_TOO_LONG ->
              "the request line is longer than %d bytes"
                  .formatted(ServerBounds.REQUEST_LINE_BYTES_MAX);
          case HEADERS_TOO_LARGE ->
              "the headers are longer than %d bytes".formatted(ServerBounds.HEADERS_BYTES_MAX);
          case REQUEST_MALFORMED, REQUEST_INVALID, NOT_ACCEPTABLE, INTERNAL_ERROR ->
              malformation(error);
        };
    return answers.problem(exchange, Refusal.of(problem, detail), response);
  }

  @Override
  public MutableHttpResponse<?> handle(
      @SuppressWarnings("rawtypes") HttpRequest request, Throwable cause) {
    Exchange exchange = exchanges.of(request);
    try (var _ = new LoggedAs(exchange)) {
      if (cause instanceof IOException) {
        LOG.debug("the body of request {} did not come", exchange.id(), cause);
        Refusal refusal =
            cause instanceof BrokenBodyException
                ? Refusal.brokenBody()
                : Refusal.of(
                    EdgeProblem.REQUEST_MALFORMED, "the connection ended before the body did");
        return answers.problem(exchange, refusal).header(HttpHeaders.CONNECTION, "close");
      }
      report(exchange.id(), request.getMethodName(), request.getPath(), cause);
    }
    return answers.problem(exchange, fault(exchange));
  }

  private static Refusal fault(Exchange exchange) {
    HttpMethod method = exchange.request().getMethod();
    return Refusal.fault(exchange.id(), method == HttpMethod.GET || method == HttpMethod.HEAD);
  }

  /** Writes into the log what went wrong in this node. */
  public static void report(String requestId, String method, String path, Throwable cause) {
    LOG.error("request {} ({} {}) failed by a fault of this node", requestId, method, path, cause);
  }

  private static EdgeProblem problemOf(HttpRequest<?> request, int status) {
    return switch (undecodable(request)) {
      case TooLongHttpLineException _ -> EdgeProblem.URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> EdgeProblem.HEADERS_TOO_LARGE;
      case null, default -> EdgeProblem.ofStatus(status);
    };
  }

  /** Why the request line or the headers could not be read; null if they could. */
  private static @Nullable Throwable undecodable(HttpRequest<?> request) {
    return request instanceof NettyHttpRequest<?> netty
        ? netty.getNativeRequest().decoderResult().cause()
        : null;
  }

  /** The framework gives one header a method, in no order. */
  private static String allowed(MutableHttpResponse<?> response) {
    String methods =
        response.getHeaders().getAll(HttpHeaders.ALLOW).stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .map(String::strip)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    response.getHeaders().set(HttpHeaders.ALLOW, methods);
    return methods;
  }

  private static String malformation(ErrorContext error) {
    Throwable undecodable = undecodable(error.getRequest());
    String reason =
        undecodable != null
            ? String.valueOf(undecodable.getMessage())
            : error.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
    return "the request is not valid HTTP/1.1: "
        + reason.substring(0, Math.min(reason.length(), REASON_LENGTH_MAX));
  }
}
