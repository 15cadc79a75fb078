package io.tidemark.node.member;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Waits until this node has applied an index that is committed. A follower would learn of a commit
 * only with the leader's next entry or heartbeat; while anybody waits, the leader is asked for it.
 * Safe for use by many threads.
 */
final class CatchUp {

  /** Between two questions; a question may be lost between two messages of Ratis. */
  private static final long ASK_MILLIS = 20;

  private final AppliedWaits waits;
  private final LongSupplier appliedIndex;
  private final Runnable askLeader;

  /** Not in the common pool, whose few threads Ratis appends entries on. */
  private final Executor later =
      CompletableFuture.delayedExecutor(
          ASK_MILLIS, TimeUnit.MILLISECONDS, Thread::startVirtualThread);

  private final AtomicBoolean asking = new AtomicBoolean();

  /**
   * @param appliedIndex of this node, entries without commands included
   * @param leader asked for its commits; the future says only that something may have been applied
   */
  @SuppressWarnings("FutureReturnValueIgnored") // What the leader answers comes through the log.
  CatchUp(AppliedWaits waits, LongSupplier appliedIndex, Leader leader) {
    this.waits = waits;
    this.appliedIndex = appliedIndex;
    this.askLeader = () -> leader.ask().whenComplete((answer, thrown) -> look());
  }

  /** Port: makes the leader tell what it has committed. */
  @FunctionalInterface
  interface Leader {
    CompletableFuture<?> ask();
  }

  /** Completes within the timeout; whether the index is applied. */
  CompletableFuture<Boolean> await(long index, long timeoutMillis) {
    look();
    CompletableFuture<Boolean> reached = waits.await(index, timeoutMillis);
    if (!reached.isDone() && asking.compareAndSet(false, true)) {
      askWhileAnybodyWaits();
    }
    return reached;
  }

  private void look() {
    waits.applied(appliedIndex.getAsLong());
  }

  private void askWhileAnybodyWaits() {
    if (waits.isAnyWaiting()) {
      askLeader.run();
      later.execute(this::askWhileAnybodyWaits);
      return;
    }
    asking.set(false);
    // Somebody may have come between the look and the end.
    if (waits.isAnyWaiting() && asking.compareAndSet(false, true)) {
      later.execute(this::askWhileAnybodyWaits);
    }
  }
}
