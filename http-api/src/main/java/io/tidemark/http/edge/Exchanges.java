package io.tidemark.http.edge;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.ByteBody;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls: on the event loop, or on a virtual thread if they may block; with the request's
 * identity in the logging context, and a refusal turned into its answer.
 */
@Singleton
public final class Exchanges {

  private static final byte[] NO_BODY = new byte[0];
  private static final String ATTRIBUTE = Exchange.class.getName();

  private final RequestIds requestIds;
  private final Answers answers;
  private final Ticker ticker;
  private final WaitingCalls waitingCalls;

  Exchanges(RequestIds requestIds, Answers answers, Ticker ticker, WaitingCalls waitingCalls) {
    this.waitingCalls = waitingCalls;
    this.requestIds = requestIds;
    this.answers = answers;
    this.ticker = ticker;
  }

  /** A call that is answered at once. */
  @FunctionalInterface
  public interface Call {
    /** Answers. */
    HttpResponse<byte[]> answer(Exchange exchange) throws RefusedException;
  }

  /** A call whose answer is streamed. */
  @FunctionalInterface
  public interface StreamCall {
    /** Answers. */
    HttpResponse<?> answer(Exchange exchange) throws RefusedException;
  }

  /** A call that has a body. */
  @FunctionalInterface
  public interface BodyCall {
    /**
     * Answers, or goes on elsewhere. Runs on the event loop and must not block.
     *
     * @param body all of it; empty if there was none
     */
    CompletionStage<HttpResponse<byte[]>> answer(Exchange exchange, byte[] body)
        throws RefusedException;
  }

  /** Runs a call that doesn't block, on the calling thread. */
  public HttpResponse<byte[]> now(HttpRequest<?> request, Call call) {
    return answered(of(request), call);
  }

  /** Runs a call on a virtual thread. */
  public CompletionStage<HttpResponse<byte[]>> blocking(HttpRequest<?> request, Call call) {
    return blocking(of(request), call);
  }

  /** Goes on with a call on a virtual thread. */
  public CompletionStage<HttpResponse<byte[]>> blocking(Exchange exchange, Call call) {
    return waitingCalls.run(
        () -> answered(exchange, call), problem -> answers.problem(exchange, Refusal.of(problem)));
  }

  /** Runs a call whose answer is streamed, on a virtual thread. */
  public CompletionStage<HttpResponse<?>> streamed(HttpRequest<?> request, StreamCall call) {
    AtomicReference<@Nullable HttpResponse<?>> stream = new AtomicReference<>();
    Exchange exchange = of(request);
    return blocking(
            exchange,
            e -> {
              stream.set(call.answer(e));
              return HttpResponse.ok();
            })
        .thenApply(answer -> Objects.requireNonNullElse(stream.get(), answer));
  }

  /** Runs a call when all of its body is there. The server bounds the size of the body. */
  public CompletionStage<HttpResponse<byte[]>> withBody(HttpRequest<?> request, BodyCall call) {
    Exchange exchange = of(request);
    ByteBody body = ((ServerHttpRequest<?>) request).byteBody();
    if (body.expectedLength().orElse(-1) == 0) {
      return answered(exchange, NO_BODY, call);
    }
    return body.split(ByteBody.SplitBackpressureMode.FASTEST)
        .buffer()
        .thenCompose(
            available -> {
              try (available) {
                return answered(exchange, available.toByteArray(), call);
              }
            });
  }

  /** The identity of a request; made when first asked for. */
  Exchange of(HttpRequest<?> request) {
    return request
        .getAttribute(ATTRIBUTE, Exchange.class)
        .orElseGet(
            () -> {
              Exchange made =
                  new Exchange(
                      request,
                      requestIds.of(request.getHeaders().get(Answers.REQUEST_ID)),
                      TraceContext.wellFormed(request.getHeaders().get(TraceContext.HEADER)),
                      ticker.nanos());
              request.setAttribute(ATTRIBUTE, made);
              return made;
            });
  }

  private HttpResponse<byte[]> answered(Exchange exchange, Call call) {
    try (var _ = new LoggedAs(exchange)) {
      return call.answer(exchange);
    } catch (RefusedException e) {
      return answers.problem(exchange, e.refusal());
    }
  }

  private CompletionStage<HttpResponse<byte[]>> answered(
      Exchange exchange, byte[] body, BodyCall call) {
    try (var _ = new LoggedAs(exchange)) {
      return call.answer(exchange, body);
    } catch (RefusedException e) {
      return CompletableFuture.completedFuture(answers.problem(exchange, e.refusal()));
    }
  }
}
