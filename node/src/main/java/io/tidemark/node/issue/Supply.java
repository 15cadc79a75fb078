package io.tidemark.node.issue;

import io.tidemark.core.NamespaceName;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.service.Problem;
import java.time.Instant;

/** How a reservation ended. */
sealed interface Supply {

  /** It is committed and published. */
  record Held() implements Supply {}

  /** It did not arrive, or its answer did not; another may. */
  record Failed(Problem problem) implements Supply {}

  /** The replicated state refused it. */
  record Denied(Problem problem) implements Supply {}

  /** What a proposal that brought no holding means. */
  static Supply without(Proposal proposal) {
    return switch (proposal) {
      case Proposal.Decided(_, Outcome.Rejected rejected, _) -> new Denied(Problem.of(rejected));
      case Proposal.Decided decided ->
          throw new IllegalStateException("not an outcome of a reservation: " + decided.outcome());
      case Proposal.Refused(String detail) ->
          new Failed(Problem.unavailable(Problem.Code.NO_QUORUM, detail));
      case Proposal.Unknown(String detail) ->
          new Failed(Problem.unavailable(Problem.Code.NO_QUORUM, detail));
    };
  }

  /** Whether the rule that a reservation went by is not the stored one any more. */
  static boolean isStale(Proposal proposal) {
    return isRefusedFor(RejectionReason.STALE_GENERATION, proposal)
        || isRefusedFor(RejectionReason.NAMESPACE_NOT_FOUND, proposal);
  }

  static boolean isRefusedFor(RejectionReason reason, Proposal proposal) {
    return proposal instanceof Proposal.Decided(_, Outcome.Rejected rejected, _)
        && rejected.reason() == reason;
  }

  /**
   * Whether a reservation was refused because its period is not open; the clock then knows the
   * replicated time that it was refused at.
   */
  static boolean isUntimely(Proposal proposal, PeriodClock clock) {
    if (proposal instanceof Proposal.Decided(_, Outcome.Rejected rejected, long replicatedMillis)
        && rejected.reason() == RejectionReason.CLOCK_OUT_OF_BOUNDS) {
      clock.saw(replicatedMillis);
      return true;
    }
    return false;
  }

  /** Why an issuer that was dropped issues nothing; its namespace may have another one. */
  static Problem dropped() {
    return Problem.unavailable(
        Problem.Code.RANGE_EXHAUSTED,
        "what this node held was dropped while the request waited; ask again");
  }

  /** Why a kind whose bits of time have run out issues nothing, ever again. */
  static Problem ended(long endMillis) {
    return Problem.refused(
        Problem.Code.LAYOUT_EXHAUSTED,
        "IDs of this form end at %s, because no more time fits in their bits; make a new namespace"
            .formatted(Instant.ofEpochMilli(endMillis)));
  }

  /** Why a sequence that comes to its end issues nothing. */
  static Problem exhausted(NamespaceName namespace, SequenceRule rule, long left, int count) {
    return Problem.refused(
        Problem.Code.SEQUENCE_EXHAUSTED,
        "namespace %s has %d values left up to its max %d, %d were asked for"
            .formatted(namespace, left, rule.max(), count));
  }
}
