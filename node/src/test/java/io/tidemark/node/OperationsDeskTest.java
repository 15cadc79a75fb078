package io.tidemark.node;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.later;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.core.TenantId;
import io.tidemark.node.issue.TestingNode;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.SnapshotTake;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.ClusterOperations.Commit;
import io.tidemark.node.service.ClusterOperations.DutyChange;
import io.tidemark.node.service.ClusterOperations.Snapshot;
import io.tidemark.node.service.ClusterOperations.Transfer;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class OperationsDeskTest {

  private static final RequestContext CONTEXT =
      new RequestContext(TenantId.DEFAULT, "ops", "request-1");

  private final TestingNode node = new TestingNode();
  private final FakePeers peers = new FakePeers();
  private final OperationsDesk desk =
      new OperationsDesk(node.proposer, node.log, peers, node.sight, node.ticker, 9_000);

  private Answer<Commit> commit() {
    return get(later(() -> desk.commit(CONTEXT)));
  }

  private Answer<Transfer> transfer(Optional<NodeName> to) {
    return get(later(() -> desk.transferLeadership(to)));
  }

  private static MemberStatus member(
      NodeName name, MemberStatus.Role role, MemberStatus.State state) {
    return new MemberStatus(
        name, role, state, "h:1", null, null, null, -1, -1, -1, null, true, "", -1, null);
  }

  @Test
  void aCommitTellsWhereItStandsAndWhatTimeItTook() {
    node.log.next(Fate.HOLD);
    var committing = later(() -> desk.commit(CONTEXT));
    await().until(() -> node.log.held() == 1);
    node.ticker.advanceMillis(7);
    node.log.release(0);
    if (!(get(committing) instanceof Answer.Granted<Commit>(Commit commit))) {
      throw new AssertionError("not committed");
    }
    assertEquals(7_000_000, commit.nanos());
    assertTrue(commit.position().index() > 0);
  }

  @Test
  void whatIsNotCommittedIsRefusedOrUnknown() {
    node.log.next(Fate.REFUSE);
    assertEquals(Problem.Effect.REFUSED, problem(commit()).effect());
    node.log.next(Fate.LOSE_ENTRY);
    assertEquals(Problem.Effect.UNKNOWN, problem(commit()).effect());
  }

  @Test
  void withoutALeaderNothingIsTried() {
    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    assertEquals(Problem.Code.NO_QUORUM, problem(commit()).code());
    assertEquals(Problem.Code.NO_QUORUM, problem(transfer(Optional.empty())).code());
    assertEquals(List.of(), peers.asked);
  }

  @Test
  void leadershipPassesOnOrItIsSaidWhyNot() {
    Problem failed = problem(transfer(Optional.empty()));
    assertTrue(failed.detail().contains("nobody leads"), failed.detail());
    assertEquals(Problem.Effect.UNKNOWN, failed.effect());
    peers.handover = new Handover.Done(FakePeers.N3);
    if (!(transfer(Optional.empty()) instanceof Answer.Granted<Transfer>(Transfer done))) {
      throw new AssertionError("not handed over");
    }
    assertEquals(FakePeers.N3, done.leader());
  }

  @Test
  void aMemberThatAnswersIsDrainedAndAnyOtherIsNamed() {
    peers.statuses =
        List.of(
            member(FakePeers.N2, MemberStatus.Role.VOTER, MemberStatus.State.UP),
            member(FakePeers.N3, MemberStatus.Role.VOTER, MemberStatus.State.DOWN));
    assertTrue(drain(FakePeers.N2) instanceof Answer.Granted<DutyChange>);
    assertEquals(List.of("n2 off if fit"), peers.drains);
    assertEquals(Problem.Code.MEMBER_UNFIT, problem(drain(FakePeers.N3)).code());
    Problem unknown = problem(drain(new NodeName("n9")));
    assertEquals(Problem.Code.MEMBER_NOT_FOUND, unknown.code());
    assertTrue(unknown.detail().contains("[n1, n2, n3]"), unknown.detail());
    assertEquals(1, peers.drains.size());

    peers.duty = answered(Duty.Verdict.LAST_SERVING);
    assertEquals(Problem.Code.LAST_SERVING_MEMBER, problem(drain(FakePeers.N2)).code());
    peers.duty = answered(Duty.Verdict.NOT_SERVING);
    assertEquals(Problem.Code.MEMBER_UNFIT, problem(drain(FakePeers.N2)).code());
    peers.duty = CompletableFuture.failedFuture(new TimeoutException("no answer"));
    assertEquals(Problem.Effect.UNKNOWN, problem(drain(FakePeers.N2)).effect());
  }

  private Answer<DutyChange> drain(NodeName member) {
    return desk.drain(member, true, false);
  }

  private static CompletableFuture<Duty.Result> answered(Duty.Verdict verdict) {
    return CompletableFuture.completedFuture(Duty.Result.refused(verdict, "because"));
  }

  @Test
  void aMemberTakesItsSnapshotOrItIsSaidWhyNot() {
    peers.statuses =
        List.of(
            member(FakePeers.N2, MemberStatus.Role.VOTER, MemberStatus.State.UP),
            member(FakePeers.N3, MemberStatus.Role.VOTER, MemberStatus.State.DOWN));
    peers.snapshot =
        CompletableFuture.completedFuture(
            new SnapshotTake(SnapshotTake.Verdict.UNCHANGED, 3, 77, 649, 12, ""));
    assertEquals(
        Answer.of(new Snapshot(FakePeers.N2, false, new LogPosition(3, 77), 649, 12)),
        takeSnapshot(FakePeers.N2));
    assertEquals(Problem.Code.MEMBER_UNFIT, problem(takeSnapshot(FakePeers.N3)).code());
    assertEquals(Problem.Code.MEMBER_NOT_FOUND, problem(takeSnapshot(new NodeName("n9"))).code());
    assertEquals(Problem.Code.SNAPSHOT_RUNNING, afterSnapshot(SnapshotTake.Verdict.BUSY).code());
    assertEquals(Problem.Code.SNAPSHOT_FAILED, afterSnapshot(SnapshotTake.Verdict.FAILED).code());
    assertEquals(Problem.Code.MEMBER_UNFIT, afterSnapshot(SnapshotTake.Verdict.NOT_SERVING).code());
    peers.snapshot = CompletableFuture.failedFuture(new TimeoutException("no answer"));
    Problem late = problem(takeSnapshot(FakePeers.N2));
    assertEquals(Problem.Code.SNAPSHOT_RUNNING, late.code());
    assertEquals(Problem.Effect.UNKNOWN, late.effect());
  }

  private Problem afterSnapshot(SnapshotTake.Verdict verdict) {
    peers.snapshot = CompletableFuture.completedFuture(SnapshotTake.not(verdict, "because"));
    return problem(takeSnapshot(FakePeers.N2));
  }

  private Answer<Snapshot> takeSnapshot(NodeName member) {
    return desk.takeSnapshot(member);
  }

  @Test
  void whoCanNotLeadIsRefusedBeforeTheLeaderIsAsked() {
    peers.handover = new Handover.Done(FakePeers.N2);
    peers.statuses =
        List.of(
            member(FakePeers.N1, MemberStatus.Role.LISTENER, MemberStatus.State.UP),
            member(FakePeers.N2, MemberStatus.Role.VOTER, MemberStatus.State.UP),
            member(FakePeers.N3, MemberStatus.Role.VOTER, MemberStatus.State.DOWN));
    assertEquals(Problem.Code.MEMBER_UNFIT, problem(transfer(Optional.of(FakePeers.N1))).code());
    assertEquals(Problem.Code.MEMBER_UNFIT, problem(transfer(Optional.of(FakePeers.N3))).code());
    assertEquals(
        Problem.Code.MEMBER_NOT_FOUND, problem(transfer(Optional.of(new NodeName("n9")))).code());
    assertEquals(List.of(), peers.asked);
    assertTrue(transfer(Optional.of(FakePeers.N2)) instanceof Answer.Granted<Transfer>);
  }
}
