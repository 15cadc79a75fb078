package io.tidemark.node;

import io.tidemark.core.Restoration;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Backups;
import io.tidemark.node.service.Problem;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes copies of the state. A copy is finished on disk before it is sent, so a slow reader holds
 * up no reader's view of the live store; and it has no name any more, so it is gone with the
 * process.
 */
final class BackupDesk implements Backups {

  /** How many copies may be on their way at once; each takes the disk space of a snapshot. */
  static final int COPIES_MAX = 2;

  private final StateReader state;
  private final QuorumRead read;
  private final LeaderSight sight;
  private final Path work;
  private final Semaphore places = new Semaphore(COPIES_MAX);
  private final AtomicLong copies = new AtomicLong();
  private boolean cleared;

  /**
   * @param work directory for copies while they are written; what is in it is deleted
   */
  BackupDesk(StateReader state, QuorumRead read, LeaderSight sight, Path work) {
    this.state = state;
    this.read = read;
    this.sight = sight;
    this.work = work;
  }

  @Override
  public Answer<Backup> backup() {
    if (!places.tryAcquire()) {
      return Answer.denied(
          Problem.unavailable(
              Problem.Code.OVERLOADED,
              "%d copies of the state are on their way from this node".formatted(COPIES_MAX)));
    }
    boolean handedOver = false;
    try {
      Problem unfit = unfit();
      if (unfit != null) {
        return Answer.denied(unfit);
      }
      Backup backup = copy();
      handedOver = true;
      return Answer.of(backup);
    } catch (IOException | UncheckedIOException e) {
      return Answer.denied(
          Problem.unavailable(
              Problem.Code.BACKUP_FAILED,
              "the copy of the state could not be written: %s; check this node's disk"
                  .formatted(e.getMessage())));
    } finally {
      if (!handedOver) {
        places.release();
      }
    }
  }

  /**
   * Writes a file with all that was acknowledged before the call.
   *
   * @return null if it was written, or why not
   * @throws UncheckedIOException if the disk refuses
   */
  @Nullable Problem write(Path file) {
    Problem unfit = unfit();
    if (unfit == null) {
      state.read(view -> SnapshotFile.write(view, file));
    }
    return unfit;
  }

  /** Why the state here is not worth a copy; null if it is. */
  private @Nullable Problem unfit() {
    Problem unconfirmed = read.confirm(sight.deadlineNanos());
    if (unconfirmed != null) {
      return unconfirmed;
    }
    return state.read(view -> Restoration.canBeRestored(view.cluster()))
        ? null
        : Problem.unavailable(
            Problem.Code.NOT_READY, "the cluster has served nothing yet, so there is no backup");
  }

  private Backup copy() throws IOException {
    clear();
    Path file = work.resolve("copy-" + copies.incrementAndGet());
    try {
      SnapshotSummary summary = state.read(view -> SnapshotFile.write(view, file));
      // The name goes now, the content when the stream is closed.
      InputStream content = Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
      return new Backup(summary, new Counted(content));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Of what an earlier process left there, when the first copy is made. */
  private synchronized void clear() throws IOException {
    if (cleared) {
      return;
    }
    Files.createDirectories(work);
    try (Stream<Path> left = Files.list(work)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    cleared = true;
  }

  /** Gives its place back when it is closed. */
  private final class Counted extends FilterInputStream {

    private final AtomicBoolean closed = new AtomicBoolean();

    Counted(InputStream content) {
      super(content);
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        places.release();
        super.close();
      }
    }
  }
}
