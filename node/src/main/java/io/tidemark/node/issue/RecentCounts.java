package io.tidemark.node.issue;

import java.util.Arrays;

/**
 * How many were counted lately.
 *
 * <p>Safe for use by many threads.
 */
final class RecentCounts {

  /** One more than covers the time that is looked back. */
  private static final int SLOTS = 5;

  private final long slotNanos;
  private final long begunNanos;
  private final long[] times = new long[SLOTS];
  private final long[] counts = new long[SLOTS];

  /**
   * Nothing yet.
   *
   * @param nanos how far back is looked at least, and at most a quarter further
   */
  RecentCounts(long nanos, long nowNanos) {
    this.begunNanos = nowNanos;
    this.slotNanos = Math.max(1, nanos / (SLOTS - 1));
    Arrays.fill(times, Long.MIN_VALUE);
  }

  synchronized void add(long count, long nowNanos) {
    long time = slotOf(nowNanos);
    int slot = Math.floorMod(time, SLOTS);
    if (times[slot] != time) {
      times[slot] = time;
      counts[slot] = 0;
    }
    counts[slot] += count;
  }

  synchronized long sum(long nowNanos) {
    long time = slotOf(nowNanos);
    long sum = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (times[slot] > time - SLOTS) {
        sum += counts[slot];
      }
    }
    return sum;
  }

  /** Of the time since the start, because a monotonic clock may overflow at any moment. */
  private long slotOf(long nowNanos) {
    return Math.floorDiv(nowNanos - begunNanos, slotNanos);
  }
}
