package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.LogPosition;
import io.tidemark.store.MemoryStore;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots are taken beside the thread that applies. */
class SnapshotTest {

  @TempDir Path home;

  @Test
  void entries_go_on_while_a_snapshot_is_written_and_the_log_is_purged_after_it() throws Exception {
    FailingStore store = new FailingStore(new MemoryStore());
    CountDownLatch stall = new CountDownLatch(1);
    store.stallSnapshots(stall);
    try (TestCluster cluster = new TestCluster(home, 1)) {
      Member member = cluster.only();
      member.useStores(directory -> store);
      member.start(cluster.group());
      cluster.register(0, 50);
      assertEquals(LogPosition.NOTHING, member.machine().latestSnapshot());
      assertEquals(0, member.division().getRaftLog().getStartIndex());

      stall.countDown();
      await().atMost(TestCluster.PATIENCE).until(() -> !member.listener().snapshots().isEmpty());
      long snapshot = member.listener().snapshots().getFirst();
      assertTrue(snapshot >= 50, "the snapshot saw only up to " + snapshot);
      cluster.register(50, 1);
      await()
          .atMost(TestCluster.PATIENCE)
          .until(() -> member.division().getRaftLog().getStartIndex() > 0);
      assertEquals(52, member.nextIncarnation());
    }
  }
}
