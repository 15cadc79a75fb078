package io.tidemark.node.issue;

import io.tidemark.core.IdRange;
import io.tidemark.core.PeriodLabel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A reserved range that this process issues from.
 *
 * <ol>
 *   <li>Made only from a committed reservation of this process.
 *   <li>Every value is taken once at most.
 *   <li>After {@link #poison} has returned, nothing is taken.
 * </ol>
 */
final class RangeHolding {

  /** So low that no number of single takes, each of which adds one, gets it to 0. */
  private static final long POISONED = Long.MIN_VALUE / 2;

  private final IdRange range;
  private final long namespaceNumber;
  private final PeriodLabel label;
  private final long size;
  private final long expiryNanos;

  /** How many were taken; above the size once single values were asked for in vain. */
  private final AtomicLong taken = new AtomicLong();

  RangeHolding(IdRange range, long namespaceNumber, PeriodLabel label, long expiryNanos) {
    this.range = range;
    this.namespaceNumber = namespaceNumber;
    this.label = label;
    this.size = range.count();
    this.expiryNanos = expiryNanos;
  }

  IdRange range() {
    return range;
  }

  long namespaceNumber() {
    return namespaceNumber;
  }

  PeriodLabel label() {
    return label;
  }

  /** Whether it was held for as long as it may be. */
  boolean isExpired(long nowNanos) {
    return nowNanos - expiryNanos >= 0;
  }

  long size() {
    return size;
  }

  long remaining() {
    long offset = taken.get();
    return offset < 0 ? 0 : Math.max(0, size - offset);
  }

  /**
   * Takes so many values in a row, or none.
   *
   * @return the offset of the first one, or -1 if fewer are left
   */
  long take(long count) {
    return count == 1 ? takeOne() : takeMany(count);
  }

  /** One atomic add: nothing is burned by one that comes too late. */
  private long takeOne() {
    long offset = taken.getAndAdd(1);
    return offset < size ? Math.max(-1, offset) : -1;
  }

  private long takeMany(long count) {
    while (true) {
      long offset = taken.get();
      if (offset < 0 || count > size - offset) {
        return -1;
      }
      if (taken.compareAndSet(offset, offset + count)) {
        return offset;
      }
    }
  }

  /**
   * Ends the holding.
   *
   * @return how many values were taken from it; -1 if it was ended before
   */
  long poison() {
    long offset = taken.getAndSet(POISONED);
    return offset < 0 ? -1 : Math.min(size, offset);
  }
}
