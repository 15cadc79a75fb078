package io.tidemark.node.issue;

import io.tidemark.core.Kind;

/** Port: what issuers count. Safe for use by many threads; quick, because it is on the hot path. */
public interface IssuingMetrics {

  /** IDs were handed out. */
  void issued(Kind kind, int count);

  /**
   * A range, window or worker number was asked for.
   *
   * @param granted whether it was committed
   */
  void replenished(Kind kind, long nanos, boolean granted);

  /** A range or window was refused because of this node's clock. */
  void clockRefused(Kind kind);

  /** A request had to wait for a reservation. */
  void waited(Kind kind, long nanos);
}
