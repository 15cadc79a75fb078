package io.tidemark.http.edge;

import io.tidemark.node.service.Problem;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/** Runs calls that may block, each on a virtual thread of its own, up to a bound. */
@Singleton
public final class WaitingCalls {

  private final ExecutorService virtualThreads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final WaitingBound bound;
  private final Semaphore places;

  /** Calls up to a bound. */
  public WaitingCalls(WaitingBound bound) {
    this.bound = bound;
    this.places = new Semaphore(bound.callsMax());
  }

  /**
   * Runs a call.
   *
   * @param refused what it yields instead if it can't run: too many wait, or this node stops
   * @return completed when the call's place is free again
   */
  public <T> CompletionStage<T> run(Supplier<T> call, Function<Problem, T> refused) {
    if (!places.tryAcquire()) {
      String detail = "%d calls wait on this node already".formatted(bound.callsMax());
      return refused(refused, Problem.Code.OVERLOADED, detail);
    }
    try {
      return CompletableFuture.supplyAsync(call, virtualThreads)
          .whenComplete((answer, failure) -> places.release());
    } catch (RejectedExecutionException e) {
      places.release();
      return refused(refused, Problem.Code.DRAINING, "this node is stopping");
    }
  }

  private static <T> CompletionStage<T> refused(
      Function<Problem, T> refused, Problem.Code code, String detail) {
    return CompletableFuture.completedFuture(refused.apply(Problem.unavailable(code, detail)));
  }

  /** Interrupts the calls that wait; no call can wait any more. */
  @PreDestroy
  public void interrupt() {
    virtualThreads.shutdownNow();
  }
}
