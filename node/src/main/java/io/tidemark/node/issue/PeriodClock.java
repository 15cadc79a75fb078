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
 *   <li>Replicated time is only learnt now and then, and late by up to the interval at which idle
 *       nodes report their clocks. Once in each interval all do, and it is known best. So what
 *       counts is how far it was ahead of the monotonic clock at most, in the last interval or two.
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
  private final long intervalMillis;
  private final AtomicLong latest = new AtomicLong();
  private volatile Sight sight;

  /** How far ahead of the majority's time, as far as it is known, a clock is believed. */
  private static final long TRUST_MILLIS = 4_000;

  /**
   * What was seen of replicated time.
   *
   * @param millis 0 if nothing was
   * @param leadMillis how far it was ahead of the monotonic clock at most since {@code begunNanos}
   * @param earlierLeadMillis the same of the interval before
   * @param firstNanos when it was seen first
   * @param lookedNanos when it was looked up
   */
  private record Sight(
      long millis,
      long leadMillis,
      long earlierLeadMillis,
      long begunNanos,
      long firstNanos,
      long lookedNanos) {

    /** What is known after it was looked up again. */
    Sight next(long seenMillis, long now, long intervalMillis) {
      if (seenMillis <= millis) {
        return new Sight(millis, leadMillis, earlierLeadMillis, begunNanos, firstNanos, now);
      }
      long lead = seenMillis - now / NANOS_PER_MILLI;
      if (millis == 0) {
        return new Sight(seenMillis, lead, lead, now, now, now);
      }
      return (now - begunNanos) / NANOS_PER_MILLI < intervalMillis
          ? new Sight(
              seenMillis,
              Math.max(leadMillis, lead),
              earlierLeadMillis,
              begunNanos,
              firstNanos,
              now)
          : new Sight(seenMillis, lead, leadMillis, now, firstNanos, now);
    }

    long majorityMillis(long now) {
      return Math.max(leadMillis, earlierLeadMillis) + now / NANOS_PER_MILLI;
    }
  }

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
    this.intervalMillis = limits.clockReportMillis();
    long now = nanos.getAsLong();
    this.sight = new Sight(0, 0, 0, now, now, now - LOOK_NANOS);
  }

  /**
   * Replicated time as far as it is known here, which the one of the log is never behind: what is
   * decided by it is in the order of the log. The time of this clock while none is known.
   */
  public long replicatedMillis() {
    long seen = seen(nanos.getAsLong()).millis();
    return seen > 0 ? seen : millis();
  }

  /** The time that a majority's clocks have reached, at most a second or so ago; 0 if unknown. */
  public long majorityMillis() {
    long now = nanos.getAsLong();
    Sight seen = seen(now);
    return seen.millis() == 0 ? 0 : seen.majorityMillis(now);
  }

  /** Unix time. */
  public long millis() {
    long now = nanos.getAsLong();
    Sight seen = seen(now);
    long millis = wall.millis();
    if (seen.millis() > 0) {
      long majority = seen.majorityMillis(now);
      millis = Math.clamp(millis, majority, majority + trustMillis(seen, now));
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

  /** To be called at short intervals, so that no move of replicated time is seen late. */
  public void look() {
    saw(replicatedMillis.getAsLong());
  }

  /** Takes note of replicated time, as a reply told it. */
  void saw(long millis) {
    long now = nanos.getAsLong();
    synchronized (latest) {
      sight = sight.next(millis, now, intervalMillis);
    }
  }

  /** More until a whole interval was seen. */
  private long trustMillis(Sight seen, long now) {
    long seenForMillis = (now - seen.firstNanos()) / NANOS_PER_MILLI;
    return seenForMillis < intervalMillis + TRUST_MILLIS
        ? intervalMillis + TRUST_MILLIS
        : TRUST_MILLIS;
  }
}
