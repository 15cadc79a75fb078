package io.tidemark.node.member;

import io.tidemark.core.LogPosition;
import io.tidemark.node.peer.SnapshotTake;
import io.tidemark.node.peer.SnapshotTake.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Takes a snapshot of this node's state when somebody asks for one, one at a time. Safe for use by
 * many threads; never blocks.
 */
final class OwnSnapshot {

  private final Source source;
  private final LongSupplier nanoTicker;
  private final AtomicBoolean taking = new AtomicBoolean();

  /** Port: where snapshots come from. */
  interface Source {

    /** Where the newest one ends. */
    LogPosition newest();

    /** The size of the newest one. */
    long newestBytes();

    /**
     * Takes one of what is applied by now.
     *
     * @return completes with where the newest one ends then; fails if it can't be written
     */
    CompletableFuture<LogPosition> take();
  }

  OwnSnapshot(Source source, LongSupplier nanoTicker) {
    this.source = source;
    this.nanoTicker = nanoTicker;
  }

  /** Completes normally, when the file is durable or it is known that it won't be. */
  CompletableFuture<SnapshotTake> take() {
    if (!taking.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(
          SnapshotTake.not(Verdict.BUSY, "a snapshot is being taken already"));
    }
    long begun = nanoTicker.getAsLong();
    LogPosition before = source.newest();
    return begin()
        .thenApply(
            newest ->
                new SnapshotTake(
                    newest.equals(before) ? Verdict.UNCHANGED : Verdict.TAKEN,
                    newest.term(),
                    newest.index(),
                    source.newestBytes(),
                    TimeUnit.NANOSECONDS.toMillis(nanoTicker.getAsLong() - begun),
                    ""))
        .exceptionally(thrown -> SnapshotTake.not(Verdict.FAILED, reason(thrown)))
        .whenComplete((take, thrown) -> taking.set(false));
  }

  private static String reason(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return String.valueOf(cause.getMessage());
  }

  /** A node that is halting or closing refuses at once. */
  private CompletableFuture<LogPosition> begin() {
    try {
      return source.take();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
