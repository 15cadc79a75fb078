package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.core.LogPosition;
import io.tidemark.node.peer.SnapshotTake;
import io.tidemark.node.peer.SnapshotTake.Verdict;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OwnSnapshotTest {

  private final AtomicLong nanos = new AtomicLong();
  private final PendingSource source = new PendingSource();
  private final OwnSnapshot snapshot = new OwnSnapshot(source, nanos::get);

  /** Finishes a snapshot when the test says so. */
  private static final class PendingSource implements OwnSnapshot.Source {

    private CompletableFuture<LogPosition> writing = new CompletableFuture<>();
    private LogPosition newest = new LogPosition(1, 10);
    private boolean closed;

    @Override
    public LogPosition newest() {
      return newest;
    }

    @Override
    public long newestBytes() {
      return 649;
    }

    @Override
    public CompletableFuture<LogPosition> take() {
      if (closed) {
        throw new IllegalStateException("the node is halting");
      }
      return writing;
    }

    void finish(LogPosition at) {
      newest = at;
      writing.complete(at);
      writing = new CompletableFuture<>();
    }
  }

  @Test
  void whoAsksLearnsWhereItEndsHowLargeItIsAndHowLongItTook() {
    CompletableFuture<SnapshotTake> take = snapshot.take();
    nanos.addAndGet(12_000_000);
    source.finish(new LogPosition(2, 20));
    assertEquals(new SnapshotTake(Verdict.TAKEN, 2, 20, 649, 12, ""), take.join());
  }

  @Test
  void withNothingNewTheNewestIsAsGood() {
    CompletableFuture<SnapshotTake> take = snapshot.take();
    source.finish(new LogPosition(1, 10));
    assertEquals(new SnapshotTake(Verdict.UNCHANGED, 1, 10, 649, 0, ""), take.join());
  }

  @Test
  void aSecondOneIsRefusedUntilTheFirstIsThrough() {
    CompletableFuture<SnapshotTake> first = snapshot.take();
    assertEquals(Verdict.BUSY, snapshot.take().join().verdict());
    source.finish(new LogPosition(2, 20));
    assertEquals(Verdict.TAKEN, first.join().verdict());
    CompletableFuture<SnapshotTake> next = snapshot.take();
    source.finish(new LogPosition(2, 21));
    assertEquals(21, next.join().index());
  }

  @Test
  void aFailureIsToldAndTheNextOneMayBeTried() {
    CompletableFuture<SnapshotTake> take = snapshot.take();
    source.writing.completeExceptionally(new IOException("No space left on device"));
    assertEquals(SnapshotTake.not(Verdict.FAILED, "No space left on device"), take.join());
    source.closed = true;
    assertEquals(SnapshotTake.not(Verdict.FAILED, "the node is halting"), snapshot.take().join());
  }
}
