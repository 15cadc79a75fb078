package io.tidemark.simulation;

/** What must hold after every event. */
enum Invariant {
  /** No two ranges of a line overlap. */
  RANGES_DISJOINT,
  /** A high-water mark only rises, and a raise that was answered has happened. */
  MARK_ONLY_RISES,
  /**
   * A period's line is reserved from no earlier than a minute before it begins and no later than it
   * ends, by replicated time; and where it lies never changes.
   */
  PERIOD_KEPT,
  /** A sequence value lies in a range that this very incarnation reserved. */
  VALUE_INSIDE_OWN_RANGE,
  /** A sequence value is issued once. */
  VALUE_ISSUED_ONCE,
  /** Nothing is issued from a range at or after the place where its holder said it stopped. */
  SEAL_TELLS_THE_TRUTH,
  /** In mode monotonic, a value asked for after another was received is larger. */
  MONOTONIC_IN_ORDER,
  /** An incarnation number is given to one process. */
  INCARNATION_GIVEN_ONCE,
  /** A node's superseded incarnations are granted nothing any more. */
  SUPERSEDED_GAINS_NOTHING,
  /** Windows of one time line do not overlap. */
  WINDOWS_DISJOINT,
  /** A window ends at most the bound after replicated time. */
  WINDOW_WITHIN_BOUND,
  /** A stamp or tick lies in a window that was granted to this very incarnation. */
  STAMP_INSIDE_WINDOW,
  /** An (incarnation, millisecond, counter) is issued once. */
  STAMP_ISSUED_ONCE,
  /** A (worker, tick, sequence) is issued once. */
  SNOWFLAKE_ISSUED_ONCE,
  /** Replicated time never goes back. */
  REPLICATED_TIME_RISES,
  /** Replicated time never runs ahead of what a majority of the voters has last reported. */
  REPLICATED_TIME_FOLLOWS_MAJORITY,
  /** A namespace number belongs to one name. */
  NAMESPACE_NUMBER_GIVEN_ONCE,
  /** Replicas that applied the same entries have the same state and gave the same replies. */
  REPLICAS_AGREE,
  /** The rows that the cluster's record counts are there. */
  ROWS_COUNTED,
  /** Applying a well-formed entry to an undamaged state never throws. */
  APPLY_NEVER_THROWS,
  /** Nothing is issued from what was held for longer than the bound. */
  HOLDING_EXPIRES,
  /** Once all faults are over, every node issues again. */
  SERVES_AFTER_HEALING
}
