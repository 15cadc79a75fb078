package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.MetadataProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a follower says that it has, it has, and on its disk. */
@Timeout(120)
class AcknowledgementTest {

  private static final long TERM = 1_000;
  private static final int ROUNDS = 20;
  private static final int ENTRIES = 200;

  @TempDir Path home;
  private long callId;

  /** A leader sends again, and more than before, while the first request is under way. */
  @Test
  void entries_that_a_longer_request_adds_are_stored_before_they_are_acknowledged()
      throws Exception {
    try (TestCluster cluster = new TestCluster(home, 3)) {
      Member follower = cluster.member(1);
      follower.start(cluster.group());
      RaftServer server = GuardedGrpc.guard(follower.server());
      long first = 0;
      for (int i = 0; i < ROUNDS; i++) {
        List<CompletableFuture<AppendEntriesReplyProto>> replies = new ArrayList<>();
        for (int more = 0; more < 3; more++) {
          replies.add(server.appendEntriesAsync(request(cluster, first, ENTRIES + more * ENTRIES)));
        }
        for (CompletableFuture<AppendEntriesReplyProto> reply : replies) {
          requireStored(follower, reply.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        first = follower.division().getRaftLog().getNextIndex();
      }
      assertTrue(first >= ROUNDS * ENTRIES, "entries were stored at all: " + first);
    }
  }

  /**
   * As after a stream that broke, or after a change of leaders. Within one stream Ratis answers in
   * order.
   */
  @Test
  void entries_that_are_in_memory_are_forced_before_they_are_acknowledged() throws Exception {
    try (TestCluster cluster = new TestCluster(home, 3)) {
      Member follower = cluster.member(1);
      follower.start(cluster.group());
      RaftServer server = GuardedGrpc.guard(follower.server());
      for (int i = 0; i < ROUNDS; i++) {
        List<CompletableFuture<?>> replies = new ArrayList<>();
        for (int repeat = 0; repeat < 3; repeat++) {
          replies.add(
              server
                  .appendEntriesAsync(request(cluster, (long) i * ENTRIES, ENTRIES))
                  .thenAccept(reply -> requireForced(follower, reply)));
        }
        for (CompletableFuture<?> reply : replies) {
          reply.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
      }
    }
  }

  /**
   * Ratis refuses its pieces by their term, and takes the configuration that they bring all the
   * same.
   */
  @Test
  void a_deposed_leaders_snapshot_does_not_bring_back_its_configuration() throws Exception {
    try (TestCluster cluster = new TestCluster(home, 3)) {
      Member follower = cluster.member(1);
      follower.start(cluster.group());
      RaftServer server = GuardedGrpc.guard(follower.server());
      server
          .appendEntriesAsync(request(cluster, 0, ENTRIES))
          .get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      Collection<RaftPeer> peers = follower.division().getRaftConf().getCurrentPeers();
      long next = follower.division().getRaftLog().getNextIndex();
      for (int piece = 0; piece < 2; piece++) {
        InstallSnapshotReplyProto reply =
            server.installSnapshot(pieceOfADeposedLeader(cluster, piece));
        assertEquals(InstallSnapshotResult.NOT_LEADER, reply.getResult());
        assertEquals(piece, reply.getRequestIndex());
        assertEquals(TERM, reply.getTerm());
        assertEquals(peers, follower.division().getRaftConf().getCurrentPeers());
        assertEquals(next, follower.division().getRaftLog().getNextIndex());
      }
    }
  }

  private InstallSnapshotRequestProto pieceOfADeposedLeader(TestCluster cluster, int index) {
    RaftPeerProto only = cluster.member(2).peer().getRaftPeerProto();
    return InstallSnapshotRequestProto.newBuilder()
        .setServerRequest(fromMember2(cluster))
        .setLeaderTerm(TERM - 1)
        .setLastRaftConfigurationLogEntryProto(
            LogEntryProto.newBuilder()
                .setTerm(TERM - 1)
                .setIndex(1)
                .setConfigurationEntry(RaftConfigurationProto.newBuilder().addPeers(only)))
        .setSnapshotChunk(
            SnapshotChunkProto.newBuilder()
                .setRequestId("deposed")
                .setRequestIndex(index)
                .setTermIndex(TermIndexProto.newBuilder().setTerm(TERM - 1).setIndex(1_000_000)))
        .build();
  }

  private RaftRpcRequestProto.Builder fromMember2(TestCluster cluster) {
    return RaftRpcRequestProto.newBuilder()
        .setRequestorId(cluster.member(2).peer().getId().toByteString())
        .setReplyId(cluster.member(1).peer().getId().toByteString())
        .setRaftGroupId(RaftGroupIdProto.newBuilder().setId(TestCluster.GROUP_ID.toByteString()))
        .setCallId(++callId);
  }

  private static void requireForced(Member follower, AppendEntriesReplyProto reply) {
    assertEquals(AppendResult.SUCCESS, reply.getResult());
    long forced = follower.forcedIndex();
    assertTrue(
        reply.getMatchIndex() <= forced,
        () -> "acknowledged %d, and has forced %d".formatted(reply.getMatchIndex(), forced));
  }

  private static void requireStored(Member follower, AppendEntriesReplyProto reply)
      throws Exception {
    long stored = follower.division().getRaftLog().getNextIndex() - 1;
    assertTrue(
        reply.getResult() != AppendResult.SUCCESS || reply.getMatchIndex() <= stored,
        () -> "acknowledged %d, and has %d".formatted(reply.getMatchIndex(), stored));
  }

  private AppendEntriesRequestProto request(TestCluster cluster, long first, int count) {
    AppendEntriesRequestProto.Builder request =
        AppendEntriesRequestProto.newBuilder()
            .setServerRequest(fromMember2(cluster))
            .setLeaderTerm(TERM)
            .setLeaderCommit(-1);
    if (first > 0) {
      request.setPreviousLog(TermIndexProto.newBuilder().setTerm(TERM).setIndex(first - 1));
    }
    for (long index = first; index < first + count; index++) {
      request.addEntries(
          LogEntryProto.newBuilder()
              .setTerm(TERM)
              .setIndex(index)
              .setMetadataEntry(MetadataProto.newBuilder().setCommitIndex(-1)));
    }
    return request.build();
  }
}
