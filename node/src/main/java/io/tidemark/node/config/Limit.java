package io.tidemark.node.config;

import io.tidemark.core.ReplicatedState;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * One bound of {@link NodeLimits}, in the order of its components: how people write it, and within
 * what it may lie. The unit is in the name; what has none is a count.
 */
public enum Limit {
  REQUEST_MILLIS_MAX(10, 600_000),
  CHANGE_MILLIS_MAX(10, 600_000),
  LEADERLESS_MILLIS_MAX(100, 600_000),
  HOLD_MILLIS_MAX(1_000, 86_400_000),
  DEMAND_MILLIS(100, 600_000),
  WINDOW_AHEAD_MILLIS(1_000, ReplicatedState.WINDOW_AHEAD_MILLIS_MAX - 1),
  CLOCK_REPORT_MILLIS(100, 30_000),
  PROPOSAL_MILLIS_MAX(10, 600_000),
  ENTRY_COMMANDS_MAX(1, 10_000),
  ENTRIES_IN_FLIGHT_MAX(1, 64),
  QUEUED_COMMANDS_MAX(1, 10_000_000),
  WAITERS_MAX(1, 1_000_000),
  ELECTION_MILLIS_MIN(100, 60_000),
  ELECTION_MILLIS_MAX(100, 60_000),
  SNAPSHOT_ENTRIES(100, 100_000_000),
  SNAPSHOT_BYTES(1 << 20, 1L << 40),
  LOG_KEPT_ENTRIES(0, 100_000_000),
  LOG_SEGMENT_BYTES(1 << 14, 1 << 26),
  DRAIN_MILLIS_MAX(100, 600_000);

  private final long min;
  private final long max;

  Limit(long min, long max) {
    this.min = min;
    this.max = max;
  }

  /** How people write it: {@code request_millis_max}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The smallest value that makes sense. */
  public long min() {
    return min;
  }

  /** The largest value that makes sense. */
  public long max() {
    return max;
  }

  /** The limit that a setting is about. */
  static Limit named(ConfigKey key) {
    for (Limit limit : values()) {
      if (ConfigKey.of(limit).equals(key)) {
        return limit;
      }
    }
    throw new IllegalArgumentException(key + " is no limit");
  }

  /** Its value among the given limits. */
  public long of(NodeLimits limits) {
    return switch (this) {
      case REQUEST_MILLIS_MAX -> limits.requestMillisMax();
      case CHANGE_MILLIS_MAX -> limits.changeMillisMax();
      case LEADERLESS_MILLIS_MAX -> limits.leaderlessMillisMax();
      case HOLD_MILLIS_MAX -> limits.holdMillisMax();
      case DEMAND_MILLIS -> limits.demandMillis();
      case WINDOW_AHEAD_MILLIS -> limits.windowAheadMillis();
      case CLOCK_REPORT_MILLIS -> limits.clockReportMillis();
      case PROPOSAL_MILLIS_MAX -> limits.proposalMillisMax();
      case ENTRY_COMMANDS_MAX -> limits.entryCommandsMax();
      case ENTRIES_IN_FLIGHT_MAX -> limits.entriesInFlightMax();
      case QUEUED_COMMANDS_MAX -> limits.queuedCommandsMax();
      case WAITERS_MAX -> limits.waitersMax();
      case ELECTION_MILLIS_MIN -> limits.electionMillisMin();
      case ELECTION_MILLIS_MAX -> limits.electionMillisMax();
      case SNAPSHOT_ENTRIES -> limits.snapshotEntries();
      case SNAPSHOT_BYTES -> limits.snapshotBytes();
      case LOG_KEPT_ENTRIES -> limits.logKeptEntries();
      case LOG_SEGMENT_BYTES -> limits.logSegmentBytes();
      case DRAIN_MILLIS_MAX -> limits.drainMillisMax();
    };
  }

  /** What a node uses unless told otherwise. */
  public long defaultValue() {
    return of(NodeLimits.DEFAULT);
  }

  /** Limits whose every component is chosen by the given function, within its bounds. */
  static NodeLimits limits(ToLongFunction<Limit> choice) {
    return new NodeLimits(
        choice.applyAsLong(REQUEST_MILLIS_MAX),
        choice.applyAsLong(CHANGE_MILLIS_MAX),
        choice.applyAsLong(LEADERLESS_MILLIS_MAX),
        choice.applyAsLong(HOLD_MILLIS_MAX),
        choice.applyAsLong(DEMAND_MILLIS),
        choice.applyAsLong(WINDOW_AHEAD_MILLIS),
        choice.applyAsLong(CLOCK_REPORT_MILLIS),
        choice.applyAsLong(PROPOSAL_MILLIS_MAX),
        Math.toIntExact(choice.applyAsLong(ENTRY_COMMANDS_MAX)),
        Math.toIntExact(choice.applyAsLong(ENTRIES_IN_FLIGHT_MAX)),
        Math.toIntExact(choice.applyAsLong(QUEUED_COMMANDS_MAX)),
        Math.toIntExact(choice.applyAsLong(WAITERS_MAX)),
        choice.applyAsLong(ELECTION_MILLIS_MIN),
        choice.applyAsLong(ELECTION_MILLIS_MAX),
        choice.applyAsLong(SNAPSHOT_ENTRIES),
        choice.applyAsLong(SNAPSHOT_BYTES),
        choice.applyAsLong(LOG_KEPT_ENTRIES),
        Math.toIntExact(choice.applyAsLong(LOG_SEGMENT_BYTES)),
        choice.applyAsLong(DRAIN_MILLIS_MAX));
  }
}
