package io.tidemark.node.issue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many IDs a rule is asked for, so that a holding covers a leader failover: how many a second,
 * from what was issued between reservations, of which a rise is believed at once and a fall after a
 * while; and how many were issued lately, which may come again as they came. What comes one by one
 * is a rate; a batch may be more than the rate of an hour.
 */
final class Demand {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * A shorter span is counted as this long: a burst is not a rate yet. A rate that lasts is reached
   * in a few reservations all the same, each some times larger than the one before.
   */
  private static final long SPAN_NANOS_MIN = 1_000_000_000;

  /** In this time, half of an older estimate is forgotten. */
  private static final double HALF_LIFE_NANOS = 5e9;

  private final LongSupplier nanos;
  private final AtomicLong waiting = new AtomicLong();
  private final LongAdder issued = new LongAdder();
  private final long coveredMillis;
  private final RecentCounts recent;
  private long counted;
  private long lastNanos;
  private long lastIssued;
  private double perSecond;

  /**
   * Nothing yet.
   *
   * @param coveredMillis for how long what is held is to last
   */
  Demand(LongSupplier nanos, long coveredMillis) {
    this.nanos = nanos;
    this.coveredMillis = coveredMillis;
    this.lastNanos = nanos.getAsLong();
    this.recent = new RecentCounts(coveredMillis * NANOS_PER_MILLI, lastNanos);
  }

  void issued(int count) {
    issued.add(count);
  }

  /**
   * IDs that were issued within the time that is to be covered; those that were issued since the
   * last look count from this one on.
   */
  synchronized long lately(long nowNanos) {
    long total = issued.sum();
    if (total != counted) {
      recent.add(total - counted, nowNanos);
      counted = total;
    }
    return recent.sum(nowNanos);
  }

  /** A request begins to wait for so many IDs; negative once it ends. */
  void waits(int count) {
    waiting.addAndGet(count);
  }

  /** IDs that requests are waiting for. */
  long waiting() {
    return waiting.get();
  }

  /** How many IDs cover it, and those that wait. Called by one reservation at a time. */
  synchronized long covering() {
    long now = nanos.getAsLong();
    long total = issued.sum();
    long passed = now - lastNanos;
    double measured = (total - lastIssued) * NANOS_PER_SECOND / Math.max(passed, SPAN_NANOS_MIN);
    perSecond = Math.max(measured, perSecond * Math.pow(0.5, passed / HALF_LIFE_NANOS));
    lastNanos = now;
    lastIssued = total;
    long atThisRate = (long) (perSecond * coveredMillis / 1_000);
    return Math.max(atThisRate, lately(now)) + waiting.get();
  }
}
