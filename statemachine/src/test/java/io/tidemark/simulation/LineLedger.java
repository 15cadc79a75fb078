package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.TenantId;
import io.tidemark.core.TimeWindow;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The judge's books on number lines: what was reserved, sealed, raised, issued and received. */
final class LineLedger {

  private static final class Reserved {
    private final IdRange range;
    private final IncarnationNumber holder;
    private final BitSet issued = new BitSet();
    private long sealedEnd = Long.MAX_VALUE;

    Reserved(IdRange range, IncarnationNumber holder) {
      this.range = range;
      this.holder = holder;
    }
  }

  private static final class Line {
    private final TreeMap<Long, Reserved> reserved = new TreeMap<>();
    private long mark;
    private long receivedMax = -1;
    private TimeWindow period = TimeWindow.EMPTY;
  }

  private final Map<LineKey, Line> lines = new HashMap<>();

  void reserved(LineKey key, IdRange range, IncarnationNumber holder) {
    Line line = line(key);
    Map.Entry<Long, Reserved> before = line.reserved.lowerEntry(range.end());
    if (before != null && before.getValue().range.end() > range.first()) {
      throw new InvariantViolation(
          Invariant.RANGES_DISJOINT,
          "%s was reserved on %s, where %s had been"
              .formatted(range, key, before.getValue().range));
    }
    rise(key, line, range.first());
    rise(key, line, range.end());
    line.reserved.put(range.first(), new Reserved(range, holder));
  }

  /** Where the period of a reservation lies was decided. */
  void periodIs(LineKey key, TimeWindow period, long replicatedTimeMillis) {
    Line line = line(key);
    if (line.period.equals(TimeWindow.EMPTY)) {
      line.period = period;
    }
    boolean open =
        period.endMillis() > replicatedTimeMillis
            && period.startMillis()
                <= replicatedTimeMillis + ReplicatedState.PERIOD_AHEAD_MILLIS_MAX;
    if (!open || !line.period.equals(period)) {
      throw new InvariantViolation(
          Invariant.PERIOD_KEPT,
          "%s was reserved at %d for %s, its period is %s"
              .formatted(key, replicatedTimeMillis, period, line.period));
    }
  }

  /** A raise was answered, so nothing below its goal may be reserved any more. */
  void raised(TenantId tenant, Command.RaiseHighWaterMark command, SimulatedStore after) {
    NamespaceRecord namespace =
        after.namespaces().get(new NamespaceKey(tenant, command.namespace()));
    if (namespace == null) {
      throw new InvariantViolation(Invariant.MARK_ONLY_RISES, "raised without a namespace");
    }
    LineKey key = new LineKey(tenant, namespace.number(), command.label());
    LineRecord stored = after.lines().get(key);
    if (stored == null || stored.highWaterMark() < command.to()) {
      throw new InvariantViolation(
          Invariant.MARK_ONLY_RISES,
          "%s was answered with success, but the line stands as %s".formatted(command, stored));
    }
    Line line = line(key);
    line.mark = Math.max(line.mark, command.to());
  }

  void sealed(LineKey key, long first, long usedEnd) {
    Reserved range = line(key).reserved.get(first);
    if (range == null) {
      throw new InvariantViolation(
          Invariant.SEAL_TELLS_THE_TRUTH, "no range of %s starts at %d".formatted(key, first));
    }
    range.sealedEnd = Math.min(range.sealedEnd, usedEnd);
    int last = range.issued.length() - 1;
    if (last >= 0) {
      checkBeforeSeal(range, range.range.valueAt(last));
    }
  }

  void issued(IncarnationNumber by, LineKey key, long value) {
    Map.Entry<Long, Reserved> at = line(key).reserved.floorEntry(value);
    if (at == null
        || value >= at.getValue().range.end()
        || !at.getValue().holder.equals(by)
        || (value - at.getValue().range.first()) % at.getValue().range.step() != 0) {
      throw new InvariantViolation(
          Invariant.VALUE_INSIDE_OWN_RANGE,
          "incarnation %s issued %d of %s, which it had not reserved".formatted(by, value, key));
    }
    Reserved range = at.getValue();
    int offset = (int) ((value - range.range.first()) / range.range.step());
    if (range.issued.get(offset)) {
      throw new InvariantViolation(
          Invariant.VALUE_ISSUED_ONCE,
          "incarnation %s issued %d of %s again".formatted(by, value, key));
    }
    range.issued.set(offset);
    checkBeforeSeal(range, value);
  }

  long receivedMax(LineKey key) {
    return line(key).receivedMax;
  }

  void received(LineKey key, long value, long askedAfter) {
    if (value <= askedAfter) {
      throw new InvariantViolation(
          Invariant.MONOTONIC_IN_ORDER,
          "%d of %s was asked for after %d had been received".formatted(value, key, askedAfter));
    }
    Line line = line(key);
    line.receivedMax = Math.max(line.receivedMax, value);
  }

  private static void checkBeforeSeal(Reserved range, long value) {
    if (value >= range.sealedEnd) {
      throw new InvariantViolation(
          Invariant.SEAL_TELLS_THE_TRUTH,
          "%d was issued from %s, sealed at %d".formatted(value, range.range, range.sealedEnd));
    }
  }

  private static void rise(LineKey key, Line line, long mark) {
    if (mark < line.mark) {
      throw new InvariantViolation(
          Invariant.MARK_ONLY_RISES,
          "the mark of %s went back from %d to %d".formatted(key, line.mark, mark));
    }
    line.mark = mark;
  }

  private Line line(LineKey key) {
    return lines.computeIfAbsent(key, ignored -> new Line());
  }
}
