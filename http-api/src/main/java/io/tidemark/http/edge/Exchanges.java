package io.tidemark.http.edge;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.ByteBody;
import io.tidemark.node.service.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Runs calls: on the event loop, or on a virtual thread if they may block; with the request's
 * identity in the logging context, and a refusal turned into its answer.
 */
@Singleton
public final class Exchanges {

  private static final byte[] NO_BODY = new byte[0];
  private static final String ATTRIBUTE = Exchange.class.getName();

  /** W3C Trace Context level 1, section 3.2: version, trace id, parent id, flags. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private final RequestIds requestIds;
  private final Answers answers;
  private final Ticker ticker;
  private final ExecutorService virtualThreads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final WaitingBound bound;
  private final Semaphore places;

  Exchanges(RequestIds requestIds, Answers answers, Ticker ticker, WaitingBound bound) {
    this.bound = bound;
    this.places = new Semaphore(bound.callsMax());
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
    if (!places.tryAcquire()) {
      String detail = "%d calls wait on this node already".formatted(bound.callsMax());
      return refused(exchange, Problem.unavailable(Problem.Code.OVERLOADED, detail));
    }
    try {
      return CompletableFuture.supplyAsync(() -> answered(exchange, call), virtualThreads)
          .whenComplete((answer, failure) -> places.release());
    } catch (RejectedExecutionException e) {
      places.release();
      return refused(exchange, Problem.unavailable(Problem.Code.DRAINING, "this node is stopping"));
    }
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

  private CompletionStage<HttpResponse<byte[]>> refused(Exchange exchange, Problem problem) {
    return CompletableFuture.completedFuture(answers.problem(exchange, Refusal.of(problem)));
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
              String traceparent = request.getHeaders().get("traceparent");
              boolean traced = traceparent != null && TRACEPARENT.matcher(traceparent).matches();
              Exchange made =
                  new Exchange(
                      request,
                      requestIds.of(request.getHeaders().get(Answers.REQUEST_ID)),
                      traced ? traceparent : null,
                      ticker.nanos());
              request.setAttribute(ATTRIBUTE, made);
              return made;
            });
  }

  /** Interrupts the calls that wait; no call can wait any more. */
  @PreDestroy
  public void interrupt() {
    virtualThreads.shutdownNow();
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

  /** Puts the request's identity into every log line of this thread until closed. */
  static final class LoggedAs implements AutoCloseable {

    private final boolean traced;

    LoggedAs(Exchange exchange) {
      traced = exchange.traceparent() != null;
      MDC.put("request_id", exchange.id());
      if (traced) {
        MDC.put("traceparent", exchange.traceparent());
      }
    }

    @Override
    public void close() {
      MDC.remove("request_id");
      if (traced) {
        MDC.remove("traceparent");
      }
    }
  }
}
