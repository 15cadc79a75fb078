package io.tidemark.jepsen.checker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many values of which sequence each node was asked for, and so how many it can be expected to
 * hold while it can't reserve: none of a sequence that it has issued nothing of since it was hurt
 * last, and else what covers the demand that it has seen lately.
 */
final class SequenceDemand {

  /** What a node holds covers so long; the default of {@code limits.demand_millis}. */
  private static final long COVERED_NANOS = 10_000_000_000L;

  /** A node reserves no fewer: {@code range_size_min} of the sequences that are asked for. */
  private static final long RANGE_MIN = 20;

  private final Map<String, Map<String, Line>> nodes = new HashMap<>();

  /** A call for so many values. */
  private record Asked(long nanos, long count) {}

  private static final class Line {
    private final ArrayDeque<Asked> lately = new ArrayDeque<>();
    private boolean issued;
    private long covered;

    private long askedLately(long nanos) {
      while (!lately.isEmpty() && lately.peek().nanos() < nanos - COVERED_NANOS) {
        lately.remove();
      }
      return lately.stream().mapToLong(Asked::count).sum();
    }

    private long expected() {
      return issued ? Math.max(RANGE_MIN, covered) : 0;
    }
  }

  private Line line(String node, String sequence) {
    return nodes
        .computeIfAbsent(node, name -> new HashMap<>())
        .computeIfAbsent(sequence, name -> new Line());
  }

  /**
   * Takes note of a call.
   *
   * @return whether it asks for more than can be expected
   */
  boolean isBeyond(String node, String sequence, long nanos, long count) {
    Line line = line(node, sequence);
    line.lately.add(new Asked(nanos, count));
    return line.askedLately(nanos) > line.expected();
  }

  /** A call was answered. */
  void issued(String node, String sequence) {
    line(node, sequence).issued = true;
  }

  /** A fault begins: what was asked for lately is what nodes have prepared for. */
  void fault(long nanos) {
    nodes
        .values()
        .forEach(lines -> lines.values().forEach(line -> line.covered = line.askedLately(nanos)));
  }

  /** It may have lost what it held. */
  void hurt(String node) {
    nodes.remove(node);
  }
}
