package io.tidemark.simulation;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A deliberately broken variant, with the invariant that must notice it. Whatever else may notice
 * it first in some runs is allowed too.
 */
// Deciders keep nothing; that they are immutable can't be said to the checker of enums.
@SuppressWarnings("ImmutableEnumChecker")
enum Mutant {
  /** Nothing is broken. */
  NONE,
  /** A range is issued from when it is proposed, not when its reply arrives. */
  PUBLISHED_BEFORE_COMMIT(Invariant.VALUE_INSIDE_OWN_RANGE),
  /** Two proposals have one call id, and the reply's echo isn't looked at. */
  CALL_ID_USED_TWICE(
      Invariant.VALUE_ISSUED_ONCE,
      Invariant.VALUE_INSIDE_OWN_RANGE,
      Invariant.SEAL_TELLS_THE_TRUTH),
  /**
   * As {@link #CALL_ID_USED_TWICE}, but the process looks at the echo, and halts. It serves badly,
   * but it repeats nothing.
   */
  CALL_ID_USED_TWICE_AND_ECHO_CHECKED,
  /** See {@link BrokenCore#COMPARES_NO_WINDOW_END}. */
  WINDOW_END_NOT_COMPARED(BrokenCore.COMPARES_NO_WINDOW_END, Invariant.WINDOWS_DISJOINT),
  /** See {@link BrokenCore#RESTARTS_LINES}. A damaged follower only disagrees with the others. */
  LINE_RESTARTED(BrokenCore.RESTARTS_LINES, Invariant.RANGES_DISJOINT, Invariant.REPLICAS_AGREE),
  /** See {@link BrokenCore#REUSES_INCARNATIONS}. */
  INCARNATION_REUSED(BrokenCore.REUSES_INCARNATIONS, Invariant.INCARNATION_GIVEN_ONCE),
  /** See {@link BrokenCore#HANDS_WORKERS_OVER_EARLY}. */
  WORKER_HANDED_OVER_EARLY(BrokenCore.HANDS_WORKERS_OVER_EARLY, Invariant.WINDOWS_DISJOINT),
  /** See {@link BrokenCore#SERVES_THE_SUPERSEDED}. */
  SUPERSEDED_NOT_FENCED(BrokenCore.SERVES_THE_SUPERSEDED, Invariant.SUPERSEDED_GAINS_NOTHING),
  /**
   * See {@link BrokenCore#SERVES_THE_SUPERSEDED}. Nobody looks at who is served: all that a
   * superseded incarnation gains is its own, so no ID is issued twice.
   */
  SUPERSEDED_NOT_FENCED_NOR_WATCHED(BrokenCore.SERVES_THE_SUPERSEDED),
  /** See {@link BrokenCore#BELIEVES_ONE_CLOCK}. */
  ONE_CLOCK_BELIEVED(BrokenCore.BELIEVES_ONE_CLOCK, Invariant.REPLICATED_TIME_FOLLOWS_MAJORITY),
  /** See {@link BrokenCore#BELIEVES_PROPOSED_PERIODS}. */
  PROPOSED_PERIOD_BELIEVED(BrokenCore.BELIEVES_PROPOSED_PERIODS, Invariant.PERIOD_KEPT),
  /** See {@link BrokenCore#FORGETS_CLOSED_LINES}. */
  CLOSED_LINE_FORGOTTEN(
      BrokenCore.FORGETS_CLOSED_LINES,
      Invariant.RANGES_DISJOINT,
      Invariant.PERIOD_KEPT,
      Invariant.MARK_ONLY_RISES,
      Invariant.ROWS_COUNTED),
  /** Mode monotonic is dealt from a range that was reserved before the request came. */
  MONOTONIC_PREFETCHED(Invariant.MONOTONIC_IN_ORDER),
  /** A restarted process goes on with the ranges of the one before. */
  BUFFER_KEPT_OVER_RESTART(Invariant.VALUE_INSIDE_OWN_RANGE),
  /** The end of a half-open range is taken for its last value. */
  RANGE_END_ISSUED(Invariant.VALUE_INSIDE_OWN_RANGE, Invariant.VALUE_ISSUED_ONCE),
  /** A range is sealed first and dropped when the reply arrives. */
  SEALED_BEFORE_DROPPED(Invariant.SEAL_TELLS_THE_TRUTH),
  /** Stamps follow the clock back. */
  STAMP_FOLLOWS_CLOCK_BACK(Invariant.STAMP_ISSUED_ONCE, Invariant.SNOWFLAKE_ISSUED_ONCE),
  /** Stamps run out of the window. */
  WINDOW_END_IGNORED(Invariant.STAMP_INSIDE_WINDOW),
  /** The first tick of a window is the one that it starts in. */
  TICK_BEFORE_WINDOW(Invariant.STAMP_INSIDE_WINDOW),
  /** See {@link BrokenCore#BELIEVES_LATE_RELEASES}. */
  LATE_RELEASE_BELIEVED(
      BrokenCore.BELIEVES_LATE_RELEASES,
      Invariant.STAMP_INSIDE_WINDOW,
      Invariant.WINDOWS_DISJOINT,
      Invariant.SNOWFLAKE_ISSUED_ONCE),

  /** Holdings are timed by a clock that stands still while the machine sleeps. */
  SLEEP_UNNOTICED(Invariant.HOLDING_EXPIRES);

  private final Decider decider;
  private final Optional<Invariant> noticedBy;
  private final Set<Invariant> allowed;

  Mutant() {
    this(Decider.REAL);
  }

  Mutant(Decider decider) {
    this.decider = decider;
    this.noticedBy = Optional.empty();
    this.allowed = Set.of();
  }

  Mutant(Invariant noticedBy, Invariant... orBy) {
    this(Decider.REAL, noticedBy, orBy);
  }

  Mutant(Decider decider, Invariant noticedBy, Invariant... orBy) {
    this.decider = decider;
    this.noticedBy = Optional.of(noticedBy);
    this.allowed = Set.copyOf(EnumSet.of(noticedBy, orBy));
  }

  /** The core that the replicas run. */
  Decider decider() {
    return decider;
  }

  /** Must be broken by at least one run; empty if the variant does no harm. */
  Optional<Invariant> noticedBy() {
    return noticedBy;
  }

  /** What a run may break. */
  Set<Invariant> allowed() {
    return allowed;
  }
}
