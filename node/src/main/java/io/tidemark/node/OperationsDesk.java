package io.tidemark.node;

import io.tidemark.core.Command;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.peer.SnapshotTake;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.ClusterOperations;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Does what operators ask of the cluster. */
final class OperationsDesk implements ClusterOperations {

  private static final long STATUS_MILLIS_MAX = 800;

  /** A larger state may take longer; then the snapshot goes on, unwatched. */
  private static final long SNAPSHOT_MILLIS_MAX = 60_000;

  private final Proposer proposer;
  private final ReplicatedLog log;
  private final Peers peers;
  private final LeaderSight sight;
  private final LongSupplier nanos;
  private final long drainMillisMax;

  /**
   * @param drainMillisMax how long a member may take to go off duty
   */
  OperationsDesk(
      Proposer proposer,
      ReplicatedLog log,
      Peers peers,
      LeaderSight sight,
      LongSupplier nanos,
      long drainMillisMax) {
    this.proposer = proposer;
    this.log = log;
    this.peers = peers;
    this.sight = sight;
    this.nanos = nanos;
    this.drainMillisMax = drainMillisMax;
  }

  @Override
  public Answer<Commit> commit(RequestContext context) {
    if (proposer.incarnation().value() == 0) {
      return Answer.denied(Problem.unavailable(Problem.Code.NOT_READY, "the node is starting"));
    }
    if (sight.isLost()) {
      return Answer.denied(lost());
    }
    long begun = nanos.getAsLong();
    Proposal proposal = proposer.propose(new Command.ReportClock()).join();
    return switch (proposal) {
      case Proposal.Decided(_, Outcome.Rejected rejected, _) -> Answer.denied(Problem.of(rejected));
      case Proposal.Decided(var position, _, _) ->
          Answer.of(new Commit(position, log.leader(), nanos.getAsLong() - begun));
      case Proposal.Refused(String detail) ->
          Answer.denied(Problem.unavailable(Problem.Code.NO_QUORUM, detail));
      case Proposal.Unknown(String detail) ->
          Answer.denied(Problem.unknown(Problem.Code.NO_QUORUM, detail, true));
    };
  }

  @Override
  public Answer<Transfer> transferLeadership(Optional<NodeName> to) {
    if (sight.isLost()) {
      return Answer.denied(lost());
    }
    Optional<Problem> unfit = to.flatMap(name -> unfit(name, OperationsDesk::whyNotLeader));
    if (unfit.isPresent()) {
      return Answer.denied(unfit.get());
    }
    NodeName from = log.leader();
    long left = sight.millisUntil(sight.deadlineNanos());
    return switch (peers.handOver(to, left).join()) {
      case Handover.Done(NodeName leader) -> Answer.of(new Transfer(from, leader));
      case Handover.Failed(String detail) ->
          Answer.denied(
              Problem.unknown(
                  Problem.Code.NO_QUORUM, "leadership was not handed over: " + detail, true));
    };
  }

  @Override
  public Answer<DutyChange> drain(NodeName member, boolean drained, boolean force) {
    Optional<Problem> unfit = unfit(member, OperationsDesk::whyNotAsked);
    if (unfit.isPresent()) {
      return Answer.denied(unfit.get());
    }
    Duty.Result change;
    try {
      change = peers.drain(member, drained, force, drainMillisMax).join();
    } catch (CompletionException e) {
      return Answer.denied(
          Problem.unknown(
              Problem.Code.MEMBER_UNFIT,
              "%s did not tell what came of it: %s".formatted(member, e.getCause()),
              true));
    }
    return switch (change.verdict()) {
      case DONE -> Answer.of(new DutyChange(member, drained, log.leader(), change.detail()));
      case LAST_SERVING ->
          Answer.denied(Problem.refused(Problem.Code.LAST_SERVING_MEMBER, change.detail()));
      case NOT_SERVING ->
          Answer.denied(Problem.refused(Problem.Code.MEMBER_UNFIT, change.detail()));
    };
  }

  @Override
  public Answer<Snapshot> takeSnapshot(NodeName member) {
    Optional<Problem> unfit = unfit(member, OperationsDesk::whyNotAsked);
    if (unfit.isPresent()) {
      return Answer.denied(unfit.get());
    }
    SnapshotTake take;
    try {
      take = peers.takeSnapshot(member, SNAPSHOT_MILLIS_MAX).join();
    } catch (CompletionException e) {
      return Answer.denied(
          e.getCause() instanceof TimeoutException
              ? Problem.unknown(
                  Problem.Code.SNAPSHOT_RUNNING,
                  "%s goes on writing its snapshot after %d ms"
                      .formatted(member, SNAPSHOT_MILLIS_MAX),
                  true)
              : Problem.unknown(
                  Problem.Code.MEMBER_UNFIT,
                  "%s did not tell what came of it: %s".formatted(member, e.getCause()),
                  true));
    }
    return switch (take.verdict()) {
      case TAKEN, UNCHANGED ->
          Answer.of(
              new Snapshot(
                  member,
                  take.verdict() == SnapshotTake.Verdict.TAKEN,
                  new LogPosition(take.term(), take.index()),
                  take.sizeBytes(),
                  take.tookMillis()));
      case BUSY ->
          Answer.denied(
              Problem.refused(
                  Problem.Code.SNAPSHOT_RUNNING, "%s: %s".formatted(member, take.detail())));
      case FAILED ->
          Answer.denied(
              Problem.unavailable(
                  Problem.Code.SNAPSHOT_FAILED, "%s: %s".formatted(member, take.detail())));
      case NOT_SERVING -> Answer.denied(Problem.refused(Problem.Code.MEMBER_UNFIT, take.detail()));
    };
  }

  private static String whyNotAsked(MemberStatus member) {
    return member.state() == MemberStatus.State.UP ? "" : "does not answer";
  }

  private static String whyNotLeader(MemberStatus member) {
    if (member.role() != MemberStatus.Role.VOTER) {
      return "is a listener, and only a voter can lead";
    }
    if (member.state() != MemberStatus.State.UP) {
      return "does not answer, so it can't lead now";
    }
    return member.isDraining() ? "is draining, and would pass leadership on" : "";
  }

  /**
   * Why something can't be asked of a member; empty if it can.
   *
   * @param why tells it of a member, empty if it can
   */
  private Optional<Problem> unfit(NodeName candidate, Function<MemberStatus, String> why) {
    for (MemberStatus member : peers.statuses(STATUS_MILLIS_MAX).join()) {
      if (member.name().equals(candidate)) {
        String reason = why.apply(member);
        return reason.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Problem.refused(Problem.Code.MEMBER_UNFIT, "%s %s".formatted(candidate, reason)));
      }
    }
    return Optional.of(
        Problem.refused(
            Problem.Code.MEMBER_NOT_FOUND,
            "%s is not a member of this cluster, which has %s"
                .formatted(candidate, peers.members())));
  }

  private static Problem lost() {
    return Problem.unavailable(
        Problem.Code.NO_QUORUM, "no leader is in sight; a majority of the members is needed");
  }
}
