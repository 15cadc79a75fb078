package io.tidemark.node.log;

import io.tidemark.node.config.NodeLimits;
import java.util.function.LongSupplier;

/**
 * Whether it is worth waiting for a leader. During an election it is; after no leader was in sight
 * for {@code leaderlessMillisMax}, requests that need one are refused at once.
 */
public final class LeaderSight {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ReplicatedLog log;
  private final NodeLimits limits;
  private final LongSupplier nanos;

  /** Watches the leader of a log by a monotonic clock. */
  public LeaderSight(ReplicatedLog log, NodeLimits limits, LongSupplier nanos) {
    this.log = log;
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Whether no leader has been in sight for too long. */
  public boolean isLost() {
    long since = log.leaderlessSinceNanos();
    return since != Long.MAX_VALUE
        && nanos.getAsLong() - since >= limits.leaderlessMillisMax() * NANOS_PER_MILLI;
  }

  /** When a request for IDs, or a read, that begins now gives up. */
  public long deadlineNanos() {
    return nanos.getAsLong() + limits.requestMillisMax() * NANOS_PER_MILLI;
  }

  /** When a change that begins now gives up. */
  public long changeDeadlineNanos() {
    return nanos.getAsLong() + limits.changeMillisMax() * NANOS_PER_MILLI;
  }

  /** Milliseconds until then; 0 or less once it is past. */
  public long millisUntil(long deadlineNanos) {
    return (deadlineNanos - nanos.getAsLong()) / NANOS_PER_MILLI;
  }
}
