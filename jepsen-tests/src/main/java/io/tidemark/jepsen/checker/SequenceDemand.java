package io.tidemark.jepsen.checker;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many values of which sequence each node issued, and so how many it can be expected to hold
 * when a fault begins: none of a sequence that it has issued nothing of since it was hurt last, and
 * else what covers the demand that it has seen lately.
 */
final class SequenceDemand {

  /** What a node holds covers so long; the default of {@code limits.demand_millis}. */
  private static final long COVERED_NANOS = 10_000_000_000L;

  /** A node reserves no fewer: {@code range_size_min} of the sequences that are asked for. */
  private static final long RANGE_MIN = 20;

  private final Map<String, Map<String, Line>> nodes = new HashMap<>();

  /** So many values that were issued. */
  private record Issued(long nanos, long count) {}

  private static final class Line {
    private final ArrayDeque<Issued> lately = new ArrayDeque<>();
    private boolean issued;
    private long covered;

    private long issuedLately(long nanos) {
      while (!lately.isEmpty() && lately.peek().nanos() < nanos - COVERED_NANOS) {
        lately.remove();
      }
      return lately.stream().mapToLong(Issued::count).sum();
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
   * Whether a call asks for more than can be expected: for more, with what was issued in the last
   * 10 s of the fault, than was issued in the 10 s before it.
   */
  boolean isBeyond(String node, String sequence, long nanos, long count) {
    Line line = line(node, sequence);
    return line.issuedLately(nanos) + count > line.expected();
  }

  /** A call was answered. */
  void issued(String node, String sequence, long nanos, long count) {
    Line line = line(node, sequence);
    line.issued = true;
    line.lately.add(new Issued(nanos, count));
  }

  /** A fault begins: what was issued lately is what nodes have prepared for. */
  void fault(long nanos) {
    for (Map<String, Line> lines : nodes.values()) {
      for (Line line : lines.values()) {
        line.covered = line.issuedLately(nanos);
        line.lately.clear();
      }
    }
  }

  /** It may have lost what it held. */
  void hurt(String node) {
    nodes.remove(node);
  }
}
