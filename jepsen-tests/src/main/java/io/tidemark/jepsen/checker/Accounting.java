package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Every value of a line is accounted for. By what copies of the registry say, taken again and again
 * because it forgets old ranges:
 *
 * <ol>
 *   <li>ranges don't overlap, and no range is ever told differently, but for where it was sealed;
 *   <li>an incarnation's number is of one process;
 *   <li>marks never fall, from one copy to a later one;
 *   <li>the ranges cover the line from its start to its mark without a gap, and hold as many values
 *       as the registry has counted: issued + (held or burned) = mark, exactly;
 *   <li>each value that was received lies in a range that was reserved for the node that issued it,
 *       and below where that range was sealed.
 * </ol>
 */
public final class Accounting implements Checker {
  /** What the names of the lines begin with. */
  public static final String PREFIX = "range-";

  private final Map<String, Line> lines = new TreeMap<>();
  private final Map<Long, String> incarnations = new HashMap<>();
  private final Map<Long, String> processes = new HashMap<>();
  private final Map<String, Long> appliedOf = new HashMap<>();
  private final Map<String, List<Issued>> issued = new TreeMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("accounting");

  private long copyAskedFor = -1;
  private long lastCopyAskedFor = -1;

  private record Issued(long value, String node, long index) {}

  private record Range(long end, long incarnation, long sealedEnd) {
    static final long OPEN = -1;
  }

  private static final class Line {
    private final NavigableMap<Long, Range> ranges = new TreeMap<>();
    private long start;
    private long step;
    private long mark = Long.MIN_VALUE;
    private long markApplied;
    private long reservedTotal;
  }

  @Override
  public String name() {
    return "accounting";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.f().equals("registry") && operation.type() == Operation.Type.INVOKE) {
      copyAskedFor = operation.index();
    }
    if (operation.type() != Operation.Type.OK) {
      return;
    }
    if (operation.f().equals("registry")) {
      lastCopyAskedFor = copyAskedFor;
      registry(operation.value());
    } else if (operation.f().equals("generate")) {
      String line = operation.value().path("line").asText();
      if (line.startsWith(PREFIX)) {
        for (JsonNode id : operation.value().path("ids")) {
          issued
              .computeIfAbsent(line, name -> new ArrayList<>())
              .add(
                  new Issued(
                      Long.parseLong(id.asText()),
                      String.valueOf(operation.node()),
                      operation.index()));
        }
      }
    }
  }

  private void registry(JsonNode copy) {
    long applied = copy.path("applied").asLong();
    String from = copy.path("node").asText();
    if (applied < appliedOf.getOrDefault(from, 0L)) {
      // Copies are linearizable, whatever happened to the node's disk.
      findings.violation(
          "a copy from %s is of index %d, an earlier one of %d"
              .formatted(from, applied, appliedOf.getOrDefault(from, 0L)));
    }
    appliedOf.merge(from, applied, Math::max);
    copy.path("incarnations")
        .properties()
        .forEach(entry -> incarnation(Long.parseLong(entry.getKey()), entry.getValue()));
    for (Map.Entry<String, JsonNode> entry : copy.path("lines").properties()) {
      if (entry.getKey().startsWith(PREFIX)) {
        line(entry.getKey(), entry.getValue(), applied);
      }
    }
  }

  private void incarnation(long number, JsonNode told) {
    incarnations.put(number, told.path("node").asText());
    String process = told.path("process").asText();
    String before = processes.put(number, process);
    if (before != null && !before.equals(process)) {
      findings.violation(
          "incarnation %d is of two processes, %s and %s".formatted(number, before, process));
    }
  }

  private void line(String name, JsonNode told, long applied) {
    Line line = lines.computeIfAbsent(name, n -> new Line());
    line.start = told.path("start").asLong();
    line.step = told.path("step").asLong();
    long mark = told.path("mark").asLong();
    if (applied >= line.markApplied) {
      if (mark < line.mark) {
        findings.violation(
            "the mark of %s fell from %d at index %d to %d at index %d"
                .formatted(name, line.mark, line.markApplied, mark, applied));
      }
      line.mark = mark;
      line.markApplied = applied;
      line.reservedTotal = told.path("reserved_total").asLong();
    } else if (mark > line.mark) {
      findings.violation(
          "the mark of %s stood at %d at index %d, and later at %d"
              .formatted(name, mark, applied, line.mark));
    }
    for (JsonNode range : told.path("ranges")) {
      Range read =
          new Range(range.path(1).asLong(), range.path(2).asLong(), range.path(3).asLong());
      line.ranges.merge(
          range.path(0).asLong(),
          read,
          (before, now) -> {
            if (before.end() != now.end() || before.incarnation() != now.incarnation()) {
              findings.violation(
                  "the range of %s from %s was told as %s and as %s"
                      .formatted(name, range.path(0), before, now));
            }
            return before.sealedEnd() == Range.OPEN ? now : before;
          });
    }
  }

  @Override
  public Verdict verdict() {
    if (lines.isEmpty()) {
      findings.unknown("no copy of the registry was taken");
    }
    lines.forEach(this::cover);
    issued.forEach(this::explain);
    return findings.verdict();
  }

  private void cover(String name, Line line) {
    long reserved = 0;
    long next = line.start;
    boolean whole = true;
    for (Map.Entry<Long, Range> range : line.ranges.entrySet()) {
      long first = range.getKey();
      if (first < next) {
        findings.violation(
            "ranges of %s overlap: one from %d begins before %d".formatted(name, first, next));
      } else if (first > next) {
        whole = false;
        findings.unknown(
            "the registry forgot a range of %s before a copy was taken: from %d to %d"
                .formatted(name, next, first));
      }
      reserved += (range.getValue().end() - first) / line.step;
      next = range.getValue().end();
    }
    if (next > line.mark) {
      findings.violation(
          "a range of %s ends at %d, above the mark %d".formatted(name, next, line.mark));
    } else if (next < line.mark) {
      whole = false;
      findings.unknown("the last range of %s is not known".formatted(name));
    }
    if (whole && reserved != line.reservedTotal) {
      findings.violation(
          "the ranges of %s hold %d values, and the registry counted %d"
              .formatted(name, reserved, line.reservedTotal));
    }
    long received = issued.getOrDefault(name, List.of()).size();
    findings.figure(name + ".ranges", line.ranges.size());
    findings.figure(name + ".reserved", reserved);
    findings.figure(name + ".received", received);
    findings.figure(name + ".held_or_burned", reserved - received);
  }

  private void explain(String name, List<Issued> values) {
    Line line = lines.get(name);
    for (Issued value : values) {
      Map.Entry<Long, Range> range = line == null ? null : line.ranges.floorEntry(value.value());
      if (range == null || value.value() >= range.getValue().end()) {
        String what =
            "%d of %s, issued by %s in operation %d, "
                .formatted(value.value(), name, value.node(), value.index());
        if (value.index() < lastCopyAskedFor) {
          findings.violation(what + "was never reserved");
        } else {
          findings.unknown(what + "was issued after the last copy of the registry");
        }
        continue;
      }
      String owner = incarnations.get(range.getValue().incarnation());
      if (!value.node().equals(owner)) {
        findings.violation(
            "%d of %s was issued by %s in operation %d, but its range is of %s"
                .formatted(value.value(), name, value.node(), value.index(), owner));
      }
      long sealedEnd = range.getValue().sealedEnd();
      if (sealedEnd != Range.OPEN && value.value() >= sealedEnd) {
        findings.violation(
            "%d of %s was issued in operation %d, but its range was sealed at %d"
                .formatted(value.value(), name, value.index(), sealedEnd));
      }
    }
  }
}
