package io.tidemark.node;

import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberChange.Result;
import io.tidemark.node.peer.Roster;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.ClusterMembership;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.Problem.Code;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Changes who belongs to the cluster, for operators. */
final class MembershipDesk implements ClusterMembership {

  /** How long a call may take; a change that takes longer is asked for again. */
  private static final long CHANGE_MILLIS_MAX = 8_000;

  private static final long RETRY_MILLIS = 50;

  private static final long READ_MILLIS_MAX = 1_000;

  private final Roster roster;
  private final ReplicatedLog log;
  private final LeaderSight sight;
  private final LongSupplier nanos;

  MembershipDesk(Roster roster, ReplicatedLog log, LeaderSight sight, LongSupplier nanos) {
    this.roster = roster;
    this.log = log;
    this.sight = sight;
    this.nanos = nanos;
  }

  @Override
  public Answer<Changed> change(MemberChange change) {
    long deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(CHANGE_MILLIS_MAX);
    Result result = roster.change(change, millisUntil(deadline)).join();
    // A leader that is to leave hands over first; then another one has to be asked.
    while (result.verdict() == MemberChange.Verdict.NO_LEADER
        && !sight.isLost()
        && millisUntil(deadline) > RETRY_MILLIS) {
      if (!paused()) {
        break;
      }
      result = roster.change(change, millisUntil(deadline)).join();
    }
    return answer(result);
  }

  private Answer<Changed> answer(Result result) {
    String detail = result.detail();
    return switch (result.verdict()) {
      case DONE -> {
        // So that who looks here next sees it.
        var _ = log.readPoint(READ_MILLIS_MAX).join();
        yield Answer.of(new Changed(true, result.membersIndex()));
      }
      case RUNNING -> Answer.of(new Changed(false, -1));
      case NO_LEADER -> Answer.denied(Problem.unavailable(Code.NO_QUORUM, detail));
      case CONFLICT -> Answer.denied(Problem.refused(Code.MEMBERSHIP_CONFLICT, detail));
      case UNKNOWN_MEMBER -> Answer.denied(Problem.refused(Code.MEMBER_NOT_FOUND, detail));
      case NOT_YET -> Answer.denied(Problem.unavailable(Code.MEMBER_NOT_READY, detail));
      case UNFIT -> Answer.denied(Problem.refused(Code.MEMBER_UNFIT, detail));
      case QUORUM_AT_RISK -> Answer.denied(Problem.refused(Code.QUORUM_AT_RISK, detail));
      case UNKNOWN -> Answer.denied(Problem.unknown(Code.NO_QUORUM, detail, true));
    };
  }

  private static boolean paused() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private long millisUntil(long deadlineNanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanos.getAsLong()));
  }
}
