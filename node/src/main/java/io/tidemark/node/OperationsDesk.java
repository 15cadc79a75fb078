package io.tidemark.node;

import io.tidemark.core.Command;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.ClusterOperations;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Does what operators ask of the cluster. */
final class OperationsDesk implements ClusterOperations {

  private static final long STATUS_MILLIS_MAX = 800;

  private final Proposer proposer;
  private final ReplicatedLog log;
  private final Peers peers;
  private final LeaderSight sight;
  private final LongSupplier nanos;

  OperationsDesk(
      Proposer proposer, ReplicatedLog log, Peers peers, LeaderSight sight, LongSupplier nanos) {
    this.proposer = proposer;
    this.log = log;
    this.peers = peers;
    this.sight = sight;
    this.nanos = nanos;
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
    Optional<Problem> unfit = to.flatMap(this::unfit);
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

  /** Why a member can't lead; empty if it can. */
  private Optional<Problem> unfit(NodeName candidate) {
    List<MemberStatus> members = peers.statuses(STATUS_MILLIS_MAX).join();
    for (MemberStatus member : members) {
      if (member.name().equals(candidate)) {
        if (member.role() != MemberStatus.Role.VOTER) {
          return Optional.of(
              Problem.refused(
                  Problem.Code.MEMBER_UNFIT,
                  "%s is a listener, and only a voter can lead".formatted(candidate)));
        }
        return member.state() == MemberStatus.State.UP
            ? Optional.empty()
            : Optional.of(
                Problem.refused(
                    Problem.Code.MEMBER_UNFIT,
                    "%s does not answer, so it can't lead now".formatted(candidate)));
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
