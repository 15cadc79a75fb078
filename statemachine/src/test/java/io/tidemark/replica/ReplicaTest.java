package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Fault;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica without a Raft server: the test is the log. */
class ReplicaTest {

  private static final String CLUSTER = TestCluster.GROUP_ID.getUuid().toString();

  @TempDir Path home;
  private final RecordingFaults faults = new RecordingFaults();
  private final RecordingListener listener = new RecordingListener();
  private ReplicaDirectory directory;
  private RaftStorage storage;
  private Replica replica;
  private final List<Path> forced = new ArrayList<>();
  private boolean diskFails;
  private long index = -1;

  @BeforeEach
  void start() throws Exception {
    directory = new ReplicaDirectory(home.resolve("replica"));
    storage =
        RaftStorage.newBuilder()
            .setDirectory(home.resolve("raft").toFile())
            .setOption(RaftStorage.StartupOption.FORMAT)
            .setLogCorruptionPolicy(CorruptionPolicy.EXCEPTION)
            .setStorageFreeSpaceMin(SizeInBytes.valueOf(0))
            .build();
    storage.initialize();
    replica =
        new Replica(
            directory,
            home -> new MemoryStore(),
            new SnapshotBounds(1, Long.MAX_VALUE, 0, 0),
            new FaultLatch(faults),
            listener,
            listener);
    replica.start(CLUSTER, new RaftFiles(storage, this::force));
  }

  @AfterEach
  void stop() throws Exception {
    replica.close();
    storage.close();
  }

  @Test
  void an_entry_counts_as_applied_only_once_the_listener_knows() {
    List<LogPosition> seen = new ArrayList<>();
    listener.whileReported(() -> seen.add(replica.applied()));
    LogPosition position = new LogPosition(1, 0);

    replica.apply(position, 0, () -> Proposal.registration(1));

    assertEquals(List.of(LogPosition.NOTHING), seen);
    assertEquals(position, replica.applied());
  }

  @Test
  void whoever_is_woken_by_a_position_finds_it_told() {
    List<LogPosition> told = new ArrayList<>();
    listener.whileAdvanced(
        position -> {
          assertEquals(position, replica.applied());
          told.add(position);
        });

    replica.apply(new LogPosition(1, 0), 0, () -> Proposal.registration(1));
    replica.advance(new LogPosition(1, 1));

    assertEquals(List.of(new LogPosition(1, 0), new LogPosition(1, 1)), told);
  }

  @Test
  void an_empty_replica_begins_before_the_first_entry() {
    assertEquals(LogPosition.NOTHING, replica.applied());
    assertNull(replica.snapshots().getLatestSnapshot());
    assertEquals(CLUSTER, listener.replaced().getFirst().clusterId());
  }

  @Test
  void a_finished_snapshot_is_reported_once_and_only_when_it_is_durable() throws Exception {
    advance(10);
    assertEquals(Replica.NO_SNAPSHOT, replica.snapshot());
    awaitSnapshot(9);
    assertTrue(Files.exists(directory.snapshots().resolve("snapshot.1_9")));
    advance(5);
    assertEquals(9, replica.snapshot());
    assertEquals(Replica.NO_SNAPSHOT, replica.snapshot(), "reported twice");
    awaitSnapshot(14);
    assertEquals(14, replica.snapshot());
    Witness witness = WitnessFile.open(directory.witness()).witness();
    assertEquals(new LogPosition(1, 14), witness == null ? null : witness.snapshot());
  }

  @Test
  void without_a_new_entry_no_snapshot_is_taken() {
    advance(10);
    replica.snapshot();
    awaitSnapshot(9);
    assertEquals(9, replica.snapshot());
    assertEquals(Replica.NO_SNAPSHOT, replica.snapshot());
    replica.snapshot();
    assertEquals(List.of(9L), listener.snapshots());
  }

  @Test
  void two_snapshots_are_kept() throws Exception {
    for (int i = 1; i <= 4; i++) {
      advance(10);
      replica.snapshot();
      awaitSnapshot(10L * i - 1);
      replica.snapshot();
    }
    assertEquals(
        List.of("snapshot.1_29", "snapshot.1_39"),
        DurableFiles.list(directory.snapshots()).stream()
            .map(path -> path.getFileName().toString())
            .toList());
  }

  @Test
  void a_snapshot_that_fails_is_reported_and_tried_again_some_entries_later() throws Exception {
    advance(10);
    Files.delete(directory.outgoing());
    replica.snapshot();
    await().atMost(TestCluster.PATIENCE).until(() -> listener.failedSnapshots().size() == 1);
    Files.createDirectory(directory.outgoing());
    advance(Replica.SNAPSHOT_RETRY_ENTRIES - 1);
    replica.snapshot();
    assertEquals(List.of(), listener.snapshots());
    advance(1);
    replica.snapshot();
    awaitSnapshot(index);
    assertEquals(1, listener.failedSnapshots().size());
    assertEquals(List.of(), faults.all());
  }

  @Test
  void while_a_snapshot_is_being_installed_none_is_published_and_no_other_is_accepted()
      throws Exception {
    advance(10);
    replica.beginInstall(false);
    replica.snapshot();
    assertThrows(IllegalStateException.class, () -> replica.beginInstall(false));
    assertEquals(1, listener.refusedSnapshots());
    replica.close();
    assertEquals(List.of(), DurableFiles.list(directory.snapshots()));
    assertEquals(List.of(), listener.snapshots());
  }

  @Test
  void a_configuration_that_ratis_could_not_store_halts() {
    assertThrows(
        IllegalStateException.class,
        () -> replica.changeMembers(next(), Membership.ofVoters(Set.of(new NodeName("n1")))));
    assertEquals(1, faults.all().size());
    assertTrue(faults.all().getFirst().detail().contains("raft-meta.conf"));
  }

  @Test
  void the_name_of_a_segment_is_forced_once_and_before_what_it_holds_is_acknowledged()
      throws Exception {
    Path current = storage.getStorageDir().getCurrentDir().toPath();
    replica.forceSegments();
    forced.clear();
    Path open = Files.createFile(current.resolve("log_inprogress_0"));
    replica.forceSegments();
    replica.forceSegments();
    assertEquals(List.of(current), forced);
    Files.move(open, current.resolve("log_0-9"));
    replica.forceSegments();
    assertEquals(List.of(current, current), forced);
  }

  @Test
  void a_vote_is_forced_each_time() {
    replica.forceVote();
    replica.forceVote();
    assertEquals(2, forced.size());
  }

  @Test
  void a_disk_that_can_not_keep_a_name_halts() {
    diskFails = true;
    assertThrows(IllegalStateException.class, replica::forceVote);
    assertEquals(List.of(Fault.Cause.LOG_FAILED), faults.causes());
  }

  private void force(Path directory) throws IOException {
    if (diskFails) {
      throw new IOException("Input/output error");
    }
    forced.add(directory);
  }

  private void advance(long entries) {
    for (long i = 0; i < entries; i++) {
      replica.advance(next());
    }
  }

  private LogPosition next() {
    return new LogPosition(1, ++index);
  }

  private void awaitSnapshot(long expected) {
    await().atMost(TestCluster.PATIENCE).until(() -> listener.snapshots().contains(expected));
  }
}
