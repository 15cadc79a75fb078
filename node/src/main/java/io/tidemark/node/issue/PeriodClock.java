package io.tidemark.node.issue;

import io.tidemark.node.config.NodeLimits;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time by which a process decides which period's IDs it may print.
 *
 * <ol>
 *   <li>It is the node's wall clock as long as that agrees with replicated time, the time of the
 *       majority; a clock that is behind or ahead of it is overruled. So a stepped clock prints no
 *       wrong date.
 *   <li>Replicated time is only learnt now and then; between, it goes on by the monotonic clock.
 *   <li>It never goes back, so a period that was left is not entered again.
 * </ol>
 *
 * <p>Uniqueness does not rest on it: two IDs of a line differ whatever any clock says. Safe for use
 * by many threads.
 */
public final class PeriodClock {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Replicated time is looked up no more often than that. */
  private static final long LOOK_NANOS = 200_000_000;

  private final LongSupplier replicatedMillis;
  private final LongSupplier nanos;
  private final InstantSource wall;
  private final long trustMillis;
  private final AtomicLong latest = new AtomicLong();
  private volatile Sight sight;

  /**
   * What was seen of replicated time.
   *
   * @param seenNanos when it was seen to move
   * @param lookedNanos when it was looked up
   */
  private record Sight(long millis, long seenNanos, long lookedNanos) {}

  /**
   * A clock of a process.
   *
   * @param replicatedMillis replicated time as this node has applied it; 0 if unknown
   */
  public PeriodClock(
      LongSupplier replicatedMillis, LongSupplier nanos, InstantSource wall, NodeLimits limits) {
    this.replicatedMillis = replicatedMillis;
    this.nanos = nanos;
    this.wall = wall;
    // Replicated time lags by as long as idle nodes keep their clocks to themselves.
    this.trustMillis = 2 * limits.clockReportMillis();
    long now = nanos.getAsLong();
    this.sight = new Sight(0, now, now - LOOK_NANOS);
  }

  /**
   * Replicated time as far as it is known here, which the one of the log is never behind: what is
   * decided by it is in the order of the log. The time of this clock while none is known.
   */
  public long replicatedMillis() {
    long seen = seen(nanos.getAsLong()).millis();
    return seen > 0 ? seen : millis();
  }

  /** Unix time. */
  public long millis() {
    long now = nanos.getAsLong();
    Sight seen = seen(now);
    long millis = wall.millis();
    if (seen.millis() > 0) {
      long majority = seen.millis() + (now - seen.seenNanos()) / NANOS_PER_MILLI;
      millis = Math.clamp(millis, majority, majority + trustMillis);
    }
    long last = latest.get();
    while (millis > last && !latest.compareAndSet(last, millis)) {
      last = latest.get();
    }
    return Math.max(last, millis);
  }

  private Sight seen(long nowNanos) {
    if (nowNanos - sight.lookedNanos() >= LOOK_NANOS) {
      saw(replicatedMillis.getAsLong());
    }
    return sight;
  }

  /** Takes note of replicated time, as a reply told it. */
  void saw(long millis) {
    long now = nanos.getAsLong();
    synchronized (latest) {
      Sight seen = sight;
      sight =
          millis > seen.millis()
              ? new Sight(millis, now, now)
              : new Sight(seen.millis(), seen.seenNanos(), now);
    }
  }
}
