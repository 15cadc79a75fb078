package io.tidemark.node.issue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How many IDs a second a rule is asked for, from what was issued between reservations, so that a
 * holding covers a leader failover. A rise is believed at once, a fall after a while.
 */
final class Demand {

  private static final double NANOS_PER_SECOND = 1e9;

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
  private long lastNanos;
  private long lastIssued;
  private double perSecond;

  Demand(LongSupplier nanos) {
    this.nanos = nanos;
    this.lastNanos = nanos.getAsLong();
  }

  void issued(int count) {
    issued.add(count);
  }

  /** A request begins to wait for so many IDs; negative once it ends. */
  void waits(int count) {
    waiting.addAndGet(count);
  }

  /** IDs that requests are waiting for. */
  long waiting() {
    return waiting.get();
  }

  /** How many IDs cover so much time, and those that wait. Called by one reservation at a time. */
  synchronized long covering(long millis) {
    long now = nanos.getAsLong();
    long total = issued.sum();
    long passed = now - lastNanos;
    double measured = (total - lastIssued) * NANOS_PER_SECOND / Math.max(passed, SPAN_NANOS_MIN);
    perSecond = Math.max(measured, perSecond * Math.pow(0.5, passed / HALF_LIFE_NANOS));
    lastNanos = now;
    lastIssued = total;
    return (long) (perSecond * millis / 1_000) + waiting.get();
  }
}
