package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.EpochFloor;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Restoration;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group that begins with the state of a backup. */
class RestoredReplicaTest {

  private static final String OLD = "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  private static final String NEW = TestCluster.GROUP_ID.getUuid().toString();
  private static final long TAKEN_MILLIS = 1_800_000_000_000L;
  private static final Restoration RESTORATION =
      new Restoration(NEW, 500, 65_536, TAKEN_MILLIS + 60_000, 1_000);

  @TempDir Path home;

  private Path backup = Path.of("");
  private String checksum = "";

  @BeforeEach
  void backUp() {
    backup = home.resolve("backup");
    NodeName node = new NodeName("n1");
    Command register =
        new Command.RegisterIncarnation(
            "old-process", ClusterSecret.of(new byte[ClusterSecret.BYTES]));
    Envelope envelope =
        new Envelope(
            node, IncarnationNumber.NONE, TAKEN_MILLIS, 1, TenantId.DEFAULT, "", "", 1, register);
    try (MemoryStore store = new MemoryStore()) {
      store.writeOnly(tables -> ReplicatedState.begin(tables, OLD));
      store.writeOnly(
          tables ->
              ReplicatedState.changeMembers(
                  tables, new LogPosition(41, 9_000), Membership.ofVoters(Set.of(node))));
      store.writeOnly(
          tables ->
              ReplicatedState.apply(
                  tables, new LogPosition(41, 9_001), new Entry(List.of(envelope))));
      checksum = store.read(view -> SnapshotFile.write(view, backup)).checksum();
    }
  }

  private void restore(Path replica) throws IOException {
    RestoredReplica.write(backup, checksum, RESTORATION, replica, directory -> new MemoryStore());
  }

  @Test
  void its_log_goes_on_through_restarts_and_an_installation() throws Exception {
    try (TestCluster cluster = new TestCluster(home, 3)) {
      for (Member member : cluster.members()) {
        restore(member.replicaDirectory());
      }
      cluster.started();
      cluster.register(0, 5);
      Member behind = cluster.follower();
      behind.stop();
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
      behind.start(cluster.group());
      cluster.awaitEqual();
      for (Member member : cluster.members()) {
        member.stop();
      }
      cluster.started();
      cluster.register(100, 5);
      cluster.awaitEqual();

      ClusterRecord record = behind.machine().read(View::cluster);
      assertEquals(2, record.epoch());
      assertEquals(OLD, record.lineage());
      assertEquals(new EpochFloor(500, TAKEN_MILLIS + 121_000), record.floor());
      assertEquals(
          Set.of(new NodeName("n1"), new NodeName("n2"), new NodeName("n3")), record.voters());
      assertTrue(record.nextIncarnation() > 65_538 + 50, record::toString);
      for (Member member : cluster.members()) {
        assertEquals(List.of(), member.faults().all());
      }
    }
  }

  @Test
  void every_node_gets_the_same_bytes() throws IOException {
    restore(home.resolve("one"));
    restore(home.resolve("two"));
    for (String file : List.of("witness", "snapshots/snapshot.0_0")) {
      assertArrayEquals(
          Files.readAllBytes(home.resolve("one").resolve(file)),
          Files.readAllBytes(home.resolve("two").resolve(file)));
    }
  }

  @Test
  void a_backup_that_changed_since_it_was_looked_at_is_not_restored() {
    String other = "0".repeat(64);
    assertThrows(
        IOException.class,
        () ->
            RestoredReplica.write(
                backup, other, RESTORATION, home.resolve("one"), directory -> new MemoryStore()));
  }
}
