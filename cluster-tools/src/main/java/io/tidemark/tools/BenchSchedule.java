package io.tidemark.tools;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** When calls are to be sent. Safe for use by many threads. */
final class BenchSchedule {
  /** Returned instead of a time: no call is to be sent any more. */
  static final long END = Long.MIN_VALUE;

  private final LongSupplier nanos;
  private final long startNanos;
  private final long lengthNanos;
  private final double rate;
  private final AtomicLong next = new AtomicLong();

  /**
   * A schedule that begins now.
   *
   * @param rate calls a second; 0 for one whenever asked
   */
  BenchSchedule(LongSupplier nanos, long lengthNanos, double rate) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.lengthNanos = lengthNanos;
    this.rate = rate;
  }

  long startNanos() {
    return startNanos;
  }

  /**
   * When the next call is to be sent. At a rate this does not depend on how the calls before it are
   * answered; that is what makes waiting for a slow answer count.
   */
  long nextNanos() {
    long elapsed =
        rate > 0 ? (long) (next.getAndIncrement() * (1e9 / rate)) : nanos.getAsLong() - startNanos;
    return elapsed < lengthNanos ? startNanos + elapsed : END;
  }
}
