package io.tidemark.node.member;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Who waits for which log index to be applied here. Safe for use by many threads. */
final class AppliedWaits {

  /** More waits than this at once are not accepted. */
  private static final int WAITS_MAX = 10_000;

  private final NavigableMap<Long, List<CompletableFuture<Boolean>>> waits = new TreeMap<>();
  private int waiting;
  private long applied = -1;

  /** Takes note of progress; on the thread that applies. */
  void applied(long index) {
    List<CompletableFuture<Boolean>> reached = new ArrayList<>();
    synchronized (this) {
      applied = Math.max(applied, index);
      NavigableMap<Long, List<CompletableFuture<Boolean>>> served = waits.headMap(applied, true);
      served.values().forEach(reached::addAll);
      served.clear();
      waiting -= reached.size();
    }
    reached.forEach(future -> future.complete(true));
  }

  /**
   * Waits for an index.
   *
   * @return within the timeout, whether it was applied
   */
  CompletableFuture<Boolean> await(long index, long timeoutMillis) {
    CompletableFuture<Boolean> future = new CompletableFuture<>();
    synchronized (this) {
      if (applied >= index) {
        return CompletableFuture.completedFuture(true);
      }
      if (waiting >= WAITS_MAX || timeoutMillis <= 0) {
        return CompletableFuture.completedFuture(false);
      }
      waits.computeIfAbsent(index, i -> new ArrayList<>()).add(future);
      waiting++;
    }
    var _ =
        future
            .completeOnTimeout(false, timeoutMillis, TimeUnit.MILLISECONDS)
            .thenAccept(reached -> forgetUnless(reached, index, future));
    return future;
  }

  /** Whether any wait is open. */
  synchronized boolean isAnyWaiting() {
    return waiting > 0;
  }

  @SuppressWarnings("CollectionUndefinedEquality") // This very future, not one like it.
  private void forgetUnless(boolean reached, long index, CompletableFuture<Boolean> future) {
    if (reached) {
      return;
    }
    synchronized (this) {
      List<CompletableFuture<Boolean>> same = waits.get(index);
      if (same != null && same.remove(future)) {
        waiting--;
        if (same.isEmpty()) {
          waits.remove(index);
        }
      }
    }
  }
}
