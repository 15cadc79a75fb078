package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.View;
import io.tidemark.store.LmdbStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.util.CodeInjectionForTesting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower that is behind the leader's log is sent a snapshot. */
class InstallTest {

  /** {@code RaftServerImpl.INSTALL_SNAPSHOT}: where Ratis lets tests in, before each piece. */
  private static final String INSTALL = "RaftServerImpl.installSnapshot";

  @TempDir Path home;

  @Test
  void a_follower_behind_a_purged_log_installs_a_snapshot_and_ends_equal() throws Exception {
    try (TestCluster cluster = threeOnLmdb()) {
      Member behind = cluster.follower();
      fallBehind(cluster, behind);
      AtomicBoolean done = new AtomicBoolean();
      behind.start(cluster.group());
      // Not in the common pool: Ratis appends there, and on two cores it has one thread.
      FutureTask<Long> reader = new FutureTask<>(() -> readUntil(behind, done));
      Thread.ofPlatform().daemon().start(reader);
      cluster.awaitEqual();
      done.set(true);

      List<Long> replaced =
          behind.listener().replaced().stream().map(c -> c.applied().index()).toList();
      assertEquals(2, replaced.size(), "not begun and installed once: " + replaced);
      assertTrue(replaced.getLast() > 20, "not installed: " + replaced);
      assertTrue(reader.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS) > 20);
      assertEquals(1, liveStoresOf(behind), "the replaced store is still there");
      // What was received is believed at the next start, too.
      behind.stop();
      cluster.register(100, 1);
      behind.start(cluster.group());
      cluster.awaitEqual();
      assertEquals(List.of(), behind.faults().all());
      assertTrue(behind.machine().latestSnapshot().index() >= replaced.getLast());
    }
  }

  @Test
  void a_snapshot_of_many_pieces_is_installed() throws Exception {
    try (TestCluster cluster = threeOnLmdb()) {
      Member behind = fallFarBehind(cluster);
      behind.start(cluster.group());
      cluster.awaitEqual();
      assertEquals(2, behind.listener().replaced().size(), "not begun and installed once");
      assertEquals(List.of(), behind.faults().all());
    }
  }

  @Test
  void a_transfer_that_breaks_is_begun_anew_and_what_it_left_is_deleted() throws Exception {
    try (TestCluster cluster = threeOnLmdb()) {
      Member behind = fallFarBehind(cluster);
      Path incoming = behind.replicaDirectory().resolve("incoming");
      List<Integer> pieces = new CopyOnWriteArrayList<>();
      AtomicInteger transfersMax = new AtomicInteger();
      AtomicBoolean broken = new AtomicBoolean();
      CodeInjectionForTesting.put(
          INSTALL,
          (local, remote, arguments) -> {
            var request = (InstallSnapshotRequestProto) arguments[0];
            int piece = request.getSnapshotChunk().getRequestIndex();
            pieces.add(piece);
            transfersMax.accumulateAndGet(filesIn(incoming), Math::max);
            if (piece == 1 && !broken.getAndSet(true)) {
              throw new IllegalStateException("the transfer breaks");
            }
            return true;
          });
      try {
        behind.start(cluster.group());
        cluster.awaitEqual();
      } finally {
        CodeInjectionForTesting.remove(INSTALL);
      }
      assertTrue(broken.get());
      assertTrue(pieces.stream().filter(piece -> piece == 0).count() > 1, () -> "" + pieces);
      assertEquals(1, transfersMax.get(), "what the broken transfer left was kept");
      assertEquals(List.of(), behind.faults().all());
    }
  }

  @Test
  void a_snapshot_that_breaks_on_the_leaders_disk_is_not_believed_by_a_follower() throws Exception {
    try (TestCluster cluster = threeOnLmdb()) {
      Member behind = cluster.follower();
      fallBehind(cluster, behind);
      Member leader = cluster.leader();
      LogPosition broken = leader.machine().latestSnapshot();
      flipByte(
          leader.replicaDirectory().resolve("snapshots").resolve(SnapshotStorage.nameOf(broken)));
      behind.start(cluster.group());
      await().atMost(TestCluster.PATIENCE).until(() -> behind.listener().refusedSnapshots() > 1);
      assertTrue(behind.applied().index() < broken.index());
      assertEquals(List.of(), behind.faults().all());

      // A later snapshot is whole and is installed.
      cluster.register(1_000, 30);
      cluster.awaitEqual();
      assertTrue(behind.machine().latestSnapshot().index() > broken.index());
    }
  }

  /** A second one may come at any moment: a leader sends again when it hears late of the first. */
  @Test
  void a_snapshot_that_comes_while_the_last_one_is_loaded_is_refused_and_does_no_harm()
      throws Exception {
    try (TestCluster cluster = threeOnLmdb()) {
      Member behind = cluster.follower();
      fallBehind(cluster, behind);
      Semaphore mayLoad = new Semaphore(0);
      List<StackTraceElement[]> loads = new CopyOnWriteArrayList<>();
      AtomicInteger opened = new AtomicInteger();
      behind.useStores(
          directory -> {
            if (opened.incrementAndGet() == 2) { // The first one is the start's.
              loads.add(Thread.currentThread().getStackTrace());
              mayLoad.acquireUninterruptibly();
            }
            return LmdbStore.openEmpty(directory, 16 << 20);
          });
      behind.start(cluster.group());
      await().atMost(TestCluster.PATIENCE).until(() -> !loads.isEmpty());
      Path received = behind.replicaDirectory().resolve("incoming").resolve("second");
      Files.createDirectories(received);
      assertThrows(IllegalStateException.class, behind.machine()::pause);
      assertFalse(Files.exists(received), "what was refused is still there");
      mayLoad.release();
      cluster.awaitEqual();

      // By this name the state machine knows that Ratis is not done yet.
      assertTrue(
          Arrays.stream(loads.getFirst())
              .anyMatch(
                  frame ->
                      frame.getMethodName().equals("reload")
                          && frame.getClassName().endsWith(".StateMachineUpdater")));
      behind.stop();
      fallBehindFurther(cluster, behind);
      behind.start(cluster.group());
      cluster.awaitEqual();
      assertEquals(List.of(), behind.faults().all());
    }
  }

  private static int filesIn(Path directory) {
    try {
      return DurableFiles.list(directory).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A member that a snapshot of several pieces is to be sent to. */
  private static Member fallFarBehind(TestCluster cluster) throws Exception {
    Member behind = cluster.follower();
    cluster.register(1, 1);
    IncarnationNumber current = new IncarnationNumber(cluster.leader().nextIncarnation() - 1);
    cluster.propose(Proposal.fillers(current, 5_000));
    fallBehind(cluster, behind);
    Member leader = cluster.leader();
    Path snapshot =
        leader
            .replicaDirectory()
            .resolve("snapshots")
            .resolve(SnapshotStorage.nameOf(leader.machine().latestSnapshot()));
    assertTrue(Files.size(snapshot) > 4 * RaftSettings.SNAPSHOT_CHUNK_BYTES, "too few pieces");
    return behind;
  }

  private TestCluster threeOnLmdb() throws Exception {
    TestCluster cluster = new TestCluster(home, 3);
    cluster
        .members()
        .forEach(m -> m.useStores(directory -> LmdbStore.openEmpty(directory, 16 << 20)));
    return cluster.started();
  }

  /** Stops the member and lets the others purge what it has not seen. */
  private static void fallBehind(TestCluster cluster, Member behind) throws Exception {
    cluster.register(0, 5);
    behind.stop();
    fallBehindFurther(cluster, behind);
  }

  private static void fallBehindFurther(TestCluster cluster, Member behind) throws Exception {
    long seen = behind.applied().index();
    Member leader = cluster.leader();
    cluster.register(5, 40);
    await()
        .atMost(TestCluster.PATIENCE)
        .until(
            () -> {
              cluster.register(50, 1);
              return leader.division().getRaftLog().getStartIndex() > seen + 1;
            });
  }

  /** Reads without a pause; the places that it sees only rise. */
  private static long readUntil(Member member, AtomicBoolean done) {
    long last = -1;
    while (!done.get()) {
      ClusterRecord cluster = member.machine().read(View::cluster);
      assertFalse(cluster.applied().index() < last, "a reader was sent back");
      last = cluster.applied().index();
    }
    return last;
  }

  private static int liveStoresOf(Member member) throws Exception {
    return DurableFiles.list(member.replicaDirectory().resolve("live")).size();
  }

  private static void flipByte(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
