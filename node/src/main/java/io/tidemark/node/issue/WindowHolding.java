package io.tidemark.node.issue;

import io.tidemark.core.TimeWindow;

/**
 * A granted window that this process stamps in.
 *
 * @param worker the snowflake worker number that it belongs to; -1 for the process's own time line
 * @param window what may be stamped
 * @param expiryNanos when it must no longer be used, by the monotonic clock
 */
record WindowHolding(int worker, TimeWindow window, long expiryNanos) {

  boolean isExpired(long nowNanos) {
    return nowNanos - expiryNanos >= 0;
  }
}
