package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import io.tidemark.snapshot.BrokenSnapshotException;
import io.tidemark.snapshot.SnapshotFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
    void taken(LogPosition position);

    /** The snapshot or the witness could not be written. */
    void failed(IOException reason);

    /** Something that should not be possible. */
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

  /** Begins a snapshot of the last committed moment, unless one is being written. */
  void begin(WitnessFile witness) {
    if (!writing.compareAndSet(false, true)) {
      return;
    }
    submit(
        () -> {
          try {
            take(witness);
          } finally {
            writing.set(false);
          }
        });
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
    LogPosition position = live.read(view -> SnapshotFile.write(view, file)).applied();
    SnapshotFile.verify(file);
    if (storage.publish(file, position)) {
      witness.update(last -> last.withSnapshot(position));
      report.taken(position);
    }
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
