package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.core.Entry;
import io.tidemark.core.Fault.Cause;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.encoding.EntryEncoding;
import io.tidemark.store.LmdbStore;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What halts a node. The handler of these tests returns, so that what follows is seen, too. */
class FaultTest {

  @TempDir Path home;
  private TestCluster cluster;
  private Member member;
  private FailingStore store;

  @BeforeEach
  void start() throws Exception {
    store = new FailingStore(new MemoryStore());
    cluster = new TestCluster(home, 1);
    member = cluster.only();
    member.useStores(directory -> store);
    member.start(cluster.group());
    cluster.register(0, 1);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void a_full_store_halts_and_nothing_is_applied_afterwards() throws Exception {
    member.stop();
    member.useStores(directory -> LmdbStore.openEmpty(directory, 64 << 10));
    member.start(cluster.group());
    cluster.register(1, 1);
    LogPosition before = member.applied();
    IncarnationNumber current = new IncarnationNumber(member.nextIncarnation() - 1);
    var tooMuch = cluster.submit(Proposal.fillers(current, 600));
    var later = submitLate(Proposal.registration(3));
    awaitDivisionClosed();
    assertEquals(List.of(Cause.STORE_FAILED), member.faults().causes());
    assertEquals(before, member.applied());
    assertThrows(ExecutionException.class, () -> succeed(tooMuch));
    assertThrows(ExecutionException.class, () -> succeed(later));

    // The entries were not skipped: with a large enough store they take effect.
    member.stop();
    member.useStores(directory -> LmdbStore.openEmpty(directory, 64 << 20));
    member.start(cluster.group());
    await().atMost(TestCluster.PATIENCE).until(() -> member.hasNamespace("filler-599"));
  }

  /** The member may have closed itself already; then nothing more reaches it, which is as good. */
  private CompletableFuture<RaftClientReply> submitLate(Entry entry) {
    try {
      return cluster.submitTo(member, entry);
    } catch (IOException closed) {
      return CompletableFuture.failedFuture(closed);
    }
  }

  @Test
  void an_entry_that_is_none_halts() {
    assertThrows(IllegalStateException.class, () -> apply(next(), new byte[] {1, 2, 3}));
    assertHaltedBy(Cause.STATE_BROKEN);
  }

  @Test
  void an_entry_that_comes_twice_halts() {
    byte[] entry = EntryEncoding.encode(Proposal.registration(1));
    assertThrows(IllegalStateException.class, () -> apply(member.applied(), entry));
    assertHaltedBy(Cause.STATE_BROKEN);
  }

  @Test
  void what_should_not_be_possible_halts() {
    store.failWith(new IllegalStateException("a bug"));
    assertThrows(
        IllegalStateException.class,
        () -> member.machine().notifyTermIndexUpdated(next().term(), next().index()));
    assertHaltedBy(Cause.UNEXPECTED);
  }

  @Test
  void a_log_whose_files_are_gone_halts() throws Exception {
    DurableFiles.deleteTree(
        member.division().getRaftStorage().getStorageDir().getCurrentDir().toPath());
    cluster.proposeWithoutWaiting(Proposal.registrations(1, 100));
    await().atMost(TestCluster.PATIENCE).until(() -> !member.faults().all().isEmpty());
    assertEquals(Cause.LOG_FAILED, member.faults().causes().getFirst());
  }

  @Test
  void a_failure_of_the_log_halts() {
    member.machine().notifyLogFailed(new IOException("No space left on device"), null);
    assertHaltedBy(Cause.LOG_FAILED);
  }

  @Test
  void a_server_that_closes_itself_halts() throws Exception {
    member.server().close();
    awaitDivisionClosed();
    await().atMost(TestCluster.PATIENCE).until(() -> !member.faults().all().isEmpty());
    assertEquals(List.of(Cause.RAFT_CLOSED), member.faults().causes());
  }

  @Test
  void a_close_that_was_announced_is_no_fault_and_leaves_the_witness() throws Exception {
    LogPosition applied = member.applied();
    member.stop();
    assertEquals(List.of(), member.faults().all());
    Witness witness = WitnessFile.open(member.replicaDirectory().resolve("witness")).witness();
    assertEquals(applied, witness == null ? null : witness.applied());
  }

  private void assertHaltedBy(Cause cause) {
    assertEquals(List.of(cause), member.faults().causes());
    LogPosition before = member.applied();
    byte[] good = EntryEncoding.encode(Proposal.registration(1));
    assertThrows(IllegalStateException.class, () -> apply(next(), good));
    assertThrows(IllegalStateException.class, () -> member.machine().takeSnapshot());
    assertEquals(before, member.applied());
    assertEquals(1, member.faults().all().size());
  }

  private LogPosition next() {
    LogPosition applied = member.applied();
    return new LogPosition(applied.term(), applied.index() + 1);
  }

  /** Applies as Ratis does for an entry of the log. */
  private void apply(LogPosition position, byte[] content) {
    LogEntryProto entry =
        LogEntryProto.newBuilder()
            .setTerm(position.term())
            .setIndex(position.index())
            .setStateMachineLogEntry(
                StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(content)))
            .build();
    var _ =
        member
            .machine()
            .applyTransaction(
                TransactionContext.newBuilder()
                    .setServerRole(RaftPeerRole.FOLLOWER)
                    .setStateMachine(member.machine())
                    .setLogEntry(entry)
                    .build());
  }

  /** Fails with what the reply carries, or with what the future carries. */
  private static void succeed(CompletableFuture<RaftClientReply> submitted) throws Exception {
    RaftClientReply reply = submitted.get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (!reply.isSuccess()) {
      throw new ExecutionException(reply.getException());
    }
  }

  private void awaitDivisionClosed() {
    await().atMost(TestCluster.PATIENCE).until(() -> member.lifeCycle() == LifeCycle.State.CLOSED);
  }
}
