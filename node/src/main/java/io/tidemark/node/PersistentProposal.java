package io.tidemark.node;

import io.tidemark.core.Command;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.service.RequestContext;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Proposes a change of an operator until it is decided or the deadline comes. It repeats the nonce,
 * by which the replicated state knows a change that it has made already. Blocks.
 */
final class PersistentProposal {

  private static final long RETRY_MILLIS = 50;

  /**
   * Refusals that an earlier attempt may itself have caused, if it took effect and another change
   * came between.
   */
  private static final Set<RejectionReason> AMBIGUOUS =
      Set.of(
          RejectionReason.PRECONDITION_FAILED,
          RejectionReason.NAMESPACE_NOT_FOUND,
          RejectionReason.MARK_NOT_RAISED);

  private final Proposer proposer;
  private final LeaderSight sight;

  PersistentProposal(Proposer proposer, LeaderSight sight) {
    this.proposer = proposer;
    this.sight = sight;
  }

  /** The decision; {@link Proposal.Unknown} if any attempt may have taken effect undecided. */
  Proposal propose(Command command, RequestContext context) {
    if (sight.isLost()) {
      return new Proposal.Refused("no leader is in sight; a majority of the members is needed");
    }
    long nonce = proposer.nextNonce();
    long deadline = sight.changeDeadlineNanos();
    boolean unknown = false;
    while (true) {
      Proposal proposal =
          proposer
              .propose(command, nonce, context.tenant(), context.principal(), context.requestId())
              .join();
      if (proposal instanceof Proposal.Decided decided) {
        return unknown ? afterUnknown(decided) : decided;
      }
      unknown |= proposal instanceof Proposal.Unknown;
      if (sight.isLost() || sight.millisUntil(deadline) <= RETRY_MILLIS) {
        return unknown && proposal instanceof Proposal.Refused(String detail)
            ? new Proposal.Unknown(detail)
            : proposal;
      }
      LockSupport.parkNanos(RETRY_MILLIS * 1_000_000);
    }
  }

  private static Proposal afterUnknown(Proposal.Decided decided) {
    return decided.outcome() instanceof Outcome.Rejected rejected
            && AMBIGUOUS.contains(rejected.reason())
        ? new Proposal.Unknown(
            "an attempt got no answer and may have taken effect; the next one was refused: "
                + rejected.detail())
        : decided;
  }
}
