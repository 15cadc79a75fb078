package io.tidemark.node;

import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.service.Problem;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes sure that this node's state shows all that was committed before. Blocks. */
final class QuorumRead {

  /** Gives an election a moment before the next attempt. */
  private static final long RETRY_NANOS = 10_000_000;

  private final ReplicatedLog log;
  private final LeaderSight sight;

  QuorumRead(ReplicatedLog log, LeaderSight sight) {
    this.log = log;
    this.sight = sight;
  }

  /**
   * Waits for a linearizable read.
   *
   * @return null once this node's state is fresh, or why that can't be said
   */
  @Nullable Problem confirm(long deadlineNanos) {
    String detail = "no leader is in sight";
    while (!sight.isLost()) {
      long left = sight.millisUntil(deadlineNanos);
      if (left <= 0) {
        break;
      }
      try {
        ReplicatedLog.ReadPoint point = log.readPoint(left).join();
        if (point instanceof ReplicatedLog.ReadPoint.Unreachable(String why)) {
          detail = why;
        } else {
          return null;
        }
      } catch (CompletionException | CancellationException e) {
        detail = e.toString();
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
    return Problem.unavailable(
        Problem.Code.NO_QUORUM,
        "no majority of the members confirmed the read: %s".formatted(detail));
  }
}
