package io.tidemark.jepsen.checker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many values of which sequence each node was asked for. A node holds what covers the demand
 * that it has seen lately: so while it can't reserve, no more can be expected of it.
 */
final class SequenceDemand {

  /** What a node holds covers so long; the default of {@code limits.demand_millis}. */
  private static final long COVERED_NANOS = 10_000_000_000L;

  /** A node reserves no fewer; the default of {@code range_size_min}. */
  private static final long RANGE_MIN = 100;

  private final Map<String, Line> lines = new HashMap<>();

  /** A call for so many values. */
  private record Asked(long nanos, long count) {}

  private static final class Line {
    private final ArrayDeque<Asked> lately = new ArrayDeque<>();
    private long covered = RANGE_MIN;

    private long askedLately(long nanos) {
      while (!lately.isEmpty() && lately.peek().nanos() < nanos - COVERED_NANOS) {
        lately.remove();
      }
      return lately.stream().mapToLong(Asked::count).sum();
    }
  }

  /**
   * Takes note of a call.
   *
   * @return whether it asks for more than what was asked for in as long a time before the fault
   */
  boolean isBeyond(String node, String sequence, long nanos, long count) {
    Line line = lines.computeIfAbsent(node + " " + sequence, key -> new Line());
    line.lately.add(new Asked(nanos, count));
    return line.askedLately(nanos) > line.covered;
  }

  /** A fault begins: what was asked for lately is what nodes have prepared for. */
  void fault(long nanos) {
    lines.values().forEach(line -> line.covered = Math.max(RANGE_MIN, line.askedLately(nanos)));
  }
}
