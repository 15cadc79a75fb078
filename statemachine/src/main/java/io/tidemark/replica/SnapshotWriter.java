package io.tidemark.replica;

import io.tidemark.core.BrokenInvariantException;
import io.tidemark.core.LogPosition;
import io.tidemark.core.View;
import io.tidemark.snapshot.BrokenSnapshotException;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/**
 * Does beside the thread that applies what must not hold it up: writes snapshots, one at a time,
 * and the witness. One thread, in the order of the calls.
 */
final class SnapshotWriter {

  /** How long a close waits for a snapshot that is being written. */
  static final long CLOSE_MILLIS_MAX = 5_000;

  /** What became of the work; called on the writer's thread. */
  interface Report {

    /** The snapshot is verified, durable and known to the witness. */
    void taken(SnapshotSummary snapshot);

    /** The snapshot or the witness could not be written. */
    void failed(IOException reason);

    /** The state can't be read, or contradicts itself. */
    void broken(RuntimeException reason);
  }

  private final ExecutorService thread;
  private final AtomicBoolean writing = new AtomicBoolean();
  private final LiveStore live;
  private final SnapshotStorage storage;
  private final Path work;
  private final Report report;

  /**
   * @param work directory for the file while it is not verified
   */
  SnapshotWriter(LiveStore live, SnapshotStorage storage, Path work, Report report) {
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("tidemark-snapshot").factory());
    this.live = live;
    this.storage = storage;
    this.work = work;
    this.report = report;
  }

  /**
   * Begins a snapshot of the last committed moment, unless one is being written.
   *
   * @return whether it was begun
   */
  boolean begin(WitnessFile witness) {
    if (!writing.compareAndSet(false, true)) {
      return false;
    }
    submit(
        () -> {
          try {
            take(witness);
          } finally {
            writing.set(false);
          }
        });
    return true;
  }

  /**
   * Takes a snapshot of what is applied by now, once those are done that were begun before.
   *
   * @return the newest snapshot then: this one, or an older one if nothing was applied since;
   *     completes on the writer's thread
   */
  CompletableFuture<LogPosition> takeNow(WitnessFile witness) {
    CompletableFuture<LogPosition> done = new CompletableFuture<>();
    submit(
        () -> {
          boolean finished = false;
          try {
            take(witness);
            finished = true;
          } finally {
            if (finished) {
              done.complete(storage.position());
            } else {
              done.completeExceptionally(
                  new IOException("the snapshot could not be taken; the node's log says why"));
            }
          }
        });
    return done;
  }

  /** Changes the witness soon. */
  void record(WitnessFile witness, UnaryOperator<Witness> change) {
    submit(() -> witness.update(change));
  }

  /** Takes no more work, and waits a bounded time for what is under way. */
  void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(WitnessFile witness) throws IOException {
    Path file = work.resolve("snapshot");
    SnapshotSummary snapshot = live.read(view -> write(view, file));
    SnapshotFile.verify(file);
    if (storage.publish(file, snapshot.applied())) {
      witness.update(last -> last.withSnapshot(snapshot.applied()));
      report.taken(snapshot);
    }
  }

  /** A row that the live store has lost would otherwise be lost for good. */
  private static SnapshotSummary write(View view, Path file) {
    SnapshotSummary summary = SnapshotFile.write(view, file);
    if (summary.rows() != view.cluster().rows()) {
      throw new BrokenInvariantException(
          "the live store has %d rows, but %d were put into it; start the node again, it rebuilds it"
              .formatted(summary.rows(), view.cluster().rows()));
    }
    return summary;
  }

  private void submit(Work task) {
    thread.execute(
        () -> {
          try {
            task.run();
          } catch (IOException e) {
            report.failed(e);
          } catch (UncheckedIOException e) {
            report.failed(new IOException(e.getMessage(), e));
          } catch (BrokenSnapshotException e) {
            report.failed(new IOException("the snapshot that was just written is broken", e));
          } catch (RuntimeException e) {
            report.broken(e);
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }
}
