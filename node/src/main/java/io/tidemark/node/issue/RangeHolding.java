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

  private static final long POISONED = -1;

  private final IdRange range;
  private final long namespaceNumber;
  private final PeriodLabel label;
  private final long size;
  private final long expiryNanos;
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
    return offset == POISONED ? 0 : size - offset;
  }

  /**
   * Takes so many values in a row, or none.
   *
   * @return the offset of the first one, or -1 if fewer are left
   */
  long take(long count) {
    while (true) {
      long offset = taken.get();
      if (offset == POISONED || count > size - offset) {
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
    return taken.getAndSet(POISONED);
  }
}
