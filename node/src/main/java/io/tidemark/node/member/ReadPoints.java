package io.tidemark.node.member;

import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Linearizable reads, grouped: one round is on its way at a time, and all calls that arrive
 * meanwhile share the next one. A round that began before a call can't serve it. Safe for use by
 * many threads.
 */
final class ReadPoints {

  private final Supplier<CompletableFuture<ReadPoint>> round;
  private @Nullable CompletableFuture<ReadPoint> running;
  private @Nullable CompletableFuture<ReadPoint> next;

  /**
   * @param round starts a round, which completes normally and within a bounded time
   */
  ReadPoints(Supplier<CompletableFuture<ReadPoint>> round) {
    this.round = round;
  }

  /** Joins the next round. */
  CompletableFuture<ReadPoint> read(long timeoutMillis) {
    CompletableFuture<ReadPoint> joined;
    boolean first;
    synchronized (this) {
      first = running == null;
      if (first) {
        joined = new CompletableFuture<>();
        running = joined;
      } else {
        if (next == null) {
          next = new CompletableFuture<>();
        }
        joined = next;
      }
    }
    if (first) {
      run(joined);
    }
    return joined
        .copy()
        .completeOnTimeout(
            new ReadPoint.Unreachable("no quorum confirmed within %d ms".formatted(timeoutMillis)),
            timeoutMillis,
            TimeUnit.MILLISECONDS);
  }

  private void run(CompletableFuture<ReadPoint> waiting) {
    var _ =
        round
            .get()
            .thenAccept(
                point -> {
                  CompletableFuture<ReadPoint> following;
                  synchronized (this) {
                    following = next;
                    running = following;
                    next = null;
                  }
                  if (following != null) {
                    run(following);
                  }
                  waiting.complete(point);
                });
  }
}
