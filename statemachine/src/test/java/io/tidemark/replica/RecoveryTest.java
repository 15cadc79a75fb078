package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Fault;
import io.tidemark.core.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts a member on a directory that something has happened to. */
class RecoveryTest {

  private static final int REGISTERED = 60;

  @TempDir static Path kept;
  static long keptIndex;
  static LogPosition keptSnapshot;

  @TempDir Path home;

  /** A directory with two snapshots, a log that was purged, and entries after the snapshot. */
  @BeforeAll
  static void runTwice() throws Exception {
    try (TestCluster cluster = new TestCluster(kept, 1).started()) {
      Member member = cluster.only();
      cluster.register(0, REGISTERED - 5);
      assertTrue(member.division().getRaftLog().getStartIndex() > 0, "the log was not purged");
      member.stop();
      member.startWithoutSnapshots(cluster.group());
      cluster.register(REGISTERED - 5, 5);
      keptSnapshot = member.machine().latestSnapshot();
      keptIndex = member.applied().index();
    }
    assertEquals(2, snapshotsOf(kept.resolve("n1")).size());
  }

  /** What is done to the directory of a member that was stopped. */
  @FunctionalInterface
  interface Damage {
    void to(Path member) throws IOException;
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
        damage("the live store is gone", m -> DurableFiles.deleteTree(live(m))),
        damage(
            "an installation was cut off between its renames",
            m -> Files.move(snapshots(m), snapshots(m).resolveSibling("snapshots.tmp20261122"))),
        damage(
            "all that an interrupted run may leave",
            m -> {
              write(live(m).resolve("1/data.mdb"), "torn");
              write(incoming(m).resolve("snapshot-1/snapshot.9_998"), "half of it");
              write(incoming(m).resolve("snapshot-2/snapshot.9_999"), "whole, says its sender");
              write(incoming(m).resolve("snapshot-2/snapshot.9_999.md5"), "...");
              write(m.resolve("replica/snapshots.tmp20261122/snapshot.1_3"), "old");
              write(m.resolve("replica/outgoing/snapshot"), "half of it");
              write(m.resolve("replica/witness.tmp"), "half of it");
              write(snapshots(m).resolve("snapshot.1_1.md5"), "brought by an installation");
              write(current(m).resolve("raft-meta.tmp"), "term=");
              flipByte(snapshotsOf(m).getFirst());
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void a_start_is_harmless_after(String what, Damage damage) throws Exception {
    try (TestCluster cluster = afterDamage(damage)) {
      Member member = cluster.only();
      member.start(cluster.group());
      cluster.register(REGISTERED, 1);
      assertEquals(REGISTERED + 2, member.nextIncarnation());
      assertEquals(List.of(), member.faults().all());
    }
  }

  static Stream<Arguments> fatal() {
    return Stream.of(
        refused(
            "the newest snapshot is flipped", "snapshot", m -> flipByte(snapshotsOf(m).getLast())),
        refused(
            "the newest snapshot is gone",
            "the newest snapshot ends at",
            m -> Files.delete(snapshotsOf(m).getLast())),
        refused(
            "all snapshots are gone",
            "there is no snapshot of what came before",
            m -> DurableFiles.deleteTree(snapshots(m))),
        refused(
            "a snapshot has another's name",
            "its name and this node say",
            m ->
                Files.move(
                    snapshotsOf(m).getLast(),
                    snapshots(m).resolve("snapshot.1_" + (keptSnapshot.index() + 1)))),
        refused("the log is gone", "the log does not hold it", RecoveryTest::deleteLog),
        refused(
            "the end of the log is gone",
            "the log does not hold it",
            m -> Files.delete(segmentsOf(m).getLast())),
        refused(
            "log and snapshots are gone",
            "a snapshot up to index",
            m -> {
              deleteLog(m);
              DurableFiles.deleteTree(snapshots(m));
            }),
        refused(
            "Ratis' directory is gone",
            "raft-meta is at term 0",
            m -> DurableFiles.deleteTree(m.resolve("raft"))),
        refused(
            "the term went back",
            "raft-meta is at term 0",
            m -> write(current(m).resolve("raft-meta"), "term=0\nvotedFor=\n")),
        refused(
            "the configuration is gone",
            "raft-meta.conf is gone",
            m -> Files.delete(current(m).resolve("raft-meta.conf"))),
        refused(
            "the configuration is garbage",
            "can't be rebuilt",
            m -> write(current(m).resolve("raft-meta.conf"), "garbage")),
        refused("the witness is gone", "the witness file is gone", m -> Files.delete(witness(m))),
        refused("the witness is torn", "not a witness", m -> write(witness(m), "tidemark wit")),
        refused("the witness is flipped", "not a witness", m -> flipByte(witness(m))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fatal")
  void a_start_is_refused_after(String what, String detail, Damage damage) throws Exception {
    try (TestCluster cluster = afterDamage(damage)) {
      Member member = cluster.only();
      assertThrows(CompletionException.class, () -> member.start(cluster.group()));
      Fault fault = member.faults().all().getFirst();
      assertEquals(Fault.Cause.SNAPSHOT_BROKEN, fault.cause());
      assertTrue(fault.detail().contains(detail), fault.detail());
      assertEquals(List.of(), member.listener().applied());
    }
  }

  @Test
  void a_start_is_refused_in_the_directory_of_another_cluster() throws Exception {
    try (TestCluster cluster = afterDamage(member -> {})) {
      Member member = cluster.only();
      RaftGroup other =
          RaftGroup.valueOf(RaftGroupId.valueOf(new UUID(1, 2)), cluster.group().getPeers());
      assertThrows(CompletionException.class, () -> member.start(other));
      String detail = member.faults().all().getFirst().detail();
      // Ratis opens the old group and the new one, in any order.
      assertTrue(detail.contains(TestCluster.GROUP_ID.getUuid().toString()), detail);
      assertTrue(detail.contains("an empty one"), detail);
    }
  }

  @Test
  void a_start_loads_the_newest_snapshot_and_replays_the_log_after_it() throws Exception {
    try (TestCluster cluster = afterDamage(member -> {})) {
      Member member = cluster.only();
      member.start(cluster.group());
      cluster.leader();
      await().atMost(TestCluster.PATIENCE).until(() -> member.applied().index() > keptIndex);
      List<LogPosition> loaded =
          member.listener().replaced().stream().map(ClusterRecord::applied).toList();
      assertEquals(List.of(keptSnapshot), loaded);
      assertEquals(keptSnapshot.index() + 1, member.listener().applied().getFirst().index());
      assertEquals(REGISTERED + 1, member.nextIncarnation());
    }
  }

  private TestCluster afterDamage(Damage damage) throws IOException {
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path file : files.toList()) {
        Path copy = home.resolve(kept.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    damage.to(home.resolve("n1"));
    return new TestCluster(home, 1);
  }

  private static Arguments damage(String what, Damage damage) {
    return Arguments.of(what, damage);
  }

  private static Arguments refused(String what, String detail, Damage damage) {
    return Arguments.of(what, detail, damage);
  }

  private static Path snapshots(Path member) {
    return member.resolve("replica/snapshots");
  }

  private static Path incoming(Path member) {
    return member.resolve("replica/incoming");
  }

  private static Path live(Path member) {
    return member.resolve("replica/live");
  }

  private static Path witness(Path member) {
    return member.resolve("replica/witness");
  }

  private static Path current(Path member) {
    return member.resolve("raft/" + TestCluster.GROUP_ID.getUuid() + "/current");
  }

  private static List<Path> snapshotsOf(Path member) throws IOException {
    return DurableFiles.list(snapshots(member));
  }

  private static List<Path> segmentsOf(Path member) throws IOException {
    return DurableFiles.list(current(member)).stream()
        .filter(path -> path.getFileName().toString().startsWith("log_"))
        .toList();
  }

  private static void deleteLog(Path member) throws IOException {
    for (Path segment : segmentsOf(member)) {
      Files.delete(segment);
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static void flipByte(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
