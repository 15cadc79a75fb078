package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaftSettingsTest {

  private static final RaftProperties PROPERTIES =
      RaftSettings.of(Path.of("/data/raft")).toProperties();

  @Test
  void an_entry_that_was_acknowledged_is_on_disk() {
    assertFalse(Log.useMemory(PROPERTIES));
    assertFalse(Log.unsafeFlushEnabled(PROPERTIES));
    assertFalse(Log.asyncFlushEnabled(PROPERTIES));
    assertFalse(Log.appendEntriesComposeEnabled(PROPERTIES));
    assertEquals(Log.CorruptionPolicy.EXCEPTION, Log.corruptionPolicy(PROPERTIES));
    assertInstanceOf(GuardedGrpc.class, RaftConfigKeys.Rpc.type(PROPERTIES, type -> {}));
  }

  @Test
  void nothing_lies_under_the_directory_for_temporary_files() {
    assertEquals(List.of(new File("/data/raft")), RaftServerConfigKeys.storageDir(PROPERTIES));
    assertEquals(new File("/data/raft/removed"), RaftServerConfigKeys.removedGroupsDir(PROPERTIES));
  }

  @Test
  void requests_for_votes_outlast_the_election_timeout() {
    RaftProperties fast =
        new RaftSettings(Path.of("/data/raft"), 600, 1_200, 16 << 20).toProperties();
    assertEquals(3_000, Rpc.requestTimeout(fast).toLong(TimeUnit.MILLISECONDS));
    RaftProperties slow =
        new RaftSettings(Path.of("/data/raft"), 3_000, 6_000, 16 << 20).toProperties();
    assertEquals(12_000, Rpc.requestTimeout(slow).toLong(TimeUnit.MILLISECONDS));
  }

  @Test
  void a_read_hangs_on_a_majority_and_on_no_clock() {
    assertEquals(Read.Option.LINEARIZABLE, Read.option(PROPERTIES));
    assertFalse(Read.leaderLeaseEnabled(PROPERTIES));
    assertTrue(Read.leaderHeartbeatCheckEnabled(PROPERTIES));
  }

  @Test
  void a_member_that_is_down_does_not_keep_the_others_from_purging() {
    assertTrue(Snapshot.autoTriggerEnabled(PROPERTIES));
    assertTrue(Log.purgeUptoSnapshotIndex(PROPERTIES));
    assertTrue(Log.Appender.installSnapshotEnabled(PROPERTIES));
    assertFalse(Snapshot.triggerWhenStopEnabled(PROPERTIES));
  }

  @Test
  void a_leader_that_lost_its_majority_is_back_before_the_others_have_waited_long() {
    long stepDown =
        RaftServerConfigKeys.LeaderElection.leaderStepDownWaitTime(PROPERTIES)
            .toLong(TimeUnit.MILLISECONDS);
    assertTrue(stepDown <= Rpc.timeoutMax(PROPERTIES).toLong(TimeUnit.MILLISECONDS));
    assertTrue(RaftServerConfigKeys.LeaderElection.preVote(PROPERTIES));
  }

  /** Ratis waits for as long as all pieces together may take that are on their way. */
  @Test
  void a_transfer_that_breaks_holds_up_the_leader_only_for_seconds() {
    int pieces = GrpcConfigKeys.Server.installSnapshotRequestElementLimit(PROPERTIES);
    long pieceMillis =
        GrpcConfigKeys.Server.installSnapshotRequestTimeout(PROPERTIES)
            .toLong(TimeUnit.MILLISECONDS);
    assertTrue(pieces > 0, "no limit at all");
    assertTrue(pieces * pieceMillis <= 5_000, () -> pieces + " times " + pieceMillis);
  }

  @Test
  void the_write_buffer_holds_the_largest_append() {
    long append = Log.Appender.bufferByteLimit(PROPERTIES).getSize();
    assertTrue(append > ReplicaStateMachine.ENTRY_BYTES_MAX);
    assertTrue(Log.writeBufferSize(PROPERTIES).getSize() >= append + 8);
  }

  @ParameterizedTest
  @CsvSource({"0, 600, 1", "600, 600, 1", "600, 500, 1", "300, 600, 0"})
  void bounds_that_contradict_themselves_are_refused(
      int electionMin, int electionMax, int segmentBytes) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RaftSettings(Path.of("/data/raft"), electionMin, electionMax, segmentBytes));
  }

  @Test
  void the_replica_alone_decides_when_a_snapshot_is_due_and_what_is_kept() {
    assertEquals(1, Snapshot.autoTriggerThreshold(PROPERTIES));
    assertEquals(0, Log.purgePreservationLogNum(PROPERTIES));
    assertEquals(1, Log.purgeGap(PROPERTIES));
  }
}
