package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.store.LmdbStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log stays bounded, and who was away for long catches up from a snapshot. */
@Timeout(3_600)
class BoundedLogTest {

  private static final SnapshotBounds BOUNDS = new SnapshotBounds(10_000, 20_000, 10_000, 5_000);

  private static final int LARGE_BYTES = 2_000;
  private static final int RESERVATIONS = Integer.getInteger("tidemark.test.reservations", 25_000);
  private static final int RESERVATIONS_PER_ENTRY = 1_000;

  @TempDir Path home;
  private TestCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new TestCluster(home, 3);
    for (Member member : cluster.members()) {
      member.start(cluster.group(), BOUNDS);
    }
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void the_log_is_bounded_by_its_bytes_while_a_member_is_down() throws Exception {
    Member down = cluster.follower();
    cluster.register(0, 1);
    down.stop();
    for (int i = 1; i <= 400; i++) {
      cluster.propose(large());
      if (i % 20 == 0) {
        for (Member member : cluster.members()) {
          if (member != down) {
            awaitBound(member);
          }
        }
      }
    }
    Member leader = cluster.leader();
    assertTrue(leader.listener().snapshots().size() > 3, "snapshots by bytes");
    assertTrue(leader.machine().applied().index() < BOUNDS.entriesMin(), "not by entries");

    // Under load, as the others go on.
    down.start(cluster.group(), BOUNDS);
    cluster.register(10_000, 50);
    await().atMost(TestCluster.PATIENCE).until(() -> !down.listener().replaced().isEmpty());
    cluster.awaitEqual();
    assertEquals(List.of(), down.faults().all());
  }

  /**
   * Many small ranges of one line, a thousand to an entry; {@code -Dtidemark.test.reservations}
   * makes them five million.
   */
  @Test
  void reservations_without_end_leave_a_bounded_log_and_no_value_is_given_twice() throws Exception {
    cluster.close();
    SnapshotBounds bounds = new SnapshotBounds(Long.MAX_VALUE, 256 << 10, 10_000, 128 << 10);
    int segmentBytes = 128 << 10;
    // One entry of a thousand reservations may come on top of each part of the bound.
    long logBytesMax = bounds.logBytesMax(segmentBytes, 0) + 5 * 70_000;
    for (Member member : cluster.members()) {
      member.useSegmentsOf(segmentBytes);
      member.useStores(directory -> LmdbStore.openEmpty(directory, 64 << 20));
      member.start(cluster.group(), bounds);
    }
    Reservations reservations = Reservations.begin(cluster);
    Member down = cluster.follower();
    down.stop();
    long most = 0;
    while (reservations.made() < RESERVATIONS) {
      reservations.make(RESERVATIONS_PER_ENTRY);
      for (Member member : cluster.members()) {
        if (member != down) {
          most = Math.max(most, logBytes(member));
          soon()
              .until(
                  () -> {
                    boolean bounded = logBytes(member) <= logBytesMax;
                    if (!bounded) {
                      reservations.make(1);
                    }
                    return bounded;
                  });
        }
      }
    }
    System.out.printf(
        "MEASURED reservations=%d log_bytes_max=%d bound=%d%n",
        reservations.made(), most, logBytesMax);

    down.start(cluster.group(), bounds);
    for (int i = 0; i < 20; i++) {
      reservations.make(RESERVATIONS_PER_ENTRY);
    }
    cluster.awaitEqual();
    assertEquals(List.of(), down.faults().all());
  }

  @Test
  void a_snapshot_is_taken_when_it_is_asked_for() throws Exception {
    cluster.register(0, 5);
    Member leader = cluster.leader();
    LogPosition taken =
        leader.machine().takeSnapshotNow().get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals(leader.machine().latestSnapshot(), taken);
    assertTrue(taken.index() >= 5, taken.toString());
    LogPosition again =
        leader.machine().takeSnapshotNow().get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertFalse(again.index() < taken.index());
  }

  /** A snapshot is written beside the log, and what it covers goes with a later entry. */
  private void awaitBound(Member member) {
    soon()
        .until(
            () -> {
              cluster.propose(large());
              return logBytes(member) <= bound(member);
            });
  }

  /** Looks at once, and often: most of the time there is nothing to wait for. */
  private static ConditionFactory soon() {
    return await()
        .atMost(TestCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10));
  }

  /** Leaves the state as it is. */
  private static Entry large() {
    return Proposal.registration("process-0", "x".repeat(LARGE_BYTES));
  }

  /** One entry may come on top of each part of the bound. */
  private static long bound(Member member) throws IOException {
    long snapshot = 0;
    for (Path file : DurableFiles.list(member.replicaDirectory().resolve("snapshots"))) {
      snapshot = Math.max(snapshot, Files.size(file));
    }
    return BOUNDS.logBytesMax(Member.SEGMENT_BYTES, snapshot) + 5 * (LARGE_BYTES + 200);
  }

  /** A segment that goes meanwhile counts for nothing. */
  private static long logBytes(Member member) throws IOException {
    Path current =
        member
            .raftDirectory()
            .resolve(TestCluster.GROUP_ID.getUuid().toString())
            .resolve("current");
    return DurableFiles.list(current).stream()
        .map(Path::toFile)
        .filter(file -> file.getName().startsWith("log_"))
        .mapToLong(File::length)
        .sum();
  }
}
