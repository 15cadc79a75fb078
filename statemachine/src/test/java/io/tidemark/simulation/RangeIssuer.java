package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.IdRange;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.period.Reset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Issues sequence values in mode {@code range}: reserves ahead, issues from memory. */
final class RangeIssuer {

  private static final int RANGES_HELD_MAX = 2;
  private static final int RANGE_VALUES_MAX = 40;

  /** A range in memory, and how far it has been given away. */
  static final class Holding {
    private final LineKey line;
    private final IdRange range;
    private final long generation;
    private final HeldSince since;
    private long issued;

    Holding(LineKey line, IdRange range, long generation, HeldSince since) {
      this.line = line;
      this.range = range;
      this.generation = generation;
      this.since = since;
    }

    boolean isUsedUp(boolean endToo) {
      return issued >= range.count() + (endToo ? 1 : 0);
    }

    Command.SealRange sealing() {
      return new Command.SealRange(
          line.namespaceNumber(), line.label(), range.first(), range.valueAt(issued));
    }
  }

  private static final class Buffer {
    private final Deque<Holding> held = new ArrayDeque<>();
    private boolean refilling;
  }

  private final World world;
  private final IssuingProcess process;
  private final Map<NamespaceName, Buffer> buffers = new TreeMap<>();

  RangeIssuer(World world, IssuingProcess process) {
    this.world = world;
    this.process = process;
  }

  void issue(NamespaceName name, int count) {
    Buffer buffer = buffer(name);
    for (int i = 0; i < count; i++) {
      Holding holding = usable(name, buffer);
      if (holding == null) {
        break;
      }
      long value = holding.range.valueAt(holding.issued++);
      world.ledger.issued(process.incarnation(), holding.line, value, holding.since);
    }
    refill(name, buffer);
  }

  /** A value out of memory, for who does not care for order. */
  @Nullable Long takeOrNull(NamespaceName name) {
    Buffer buffer = buffer(name);
    Holding holding = usable(name, buffer);
    refill(name, buffer);
    return holding == null ? null : holding.range.valueAt(holding.issued++);
  }

  void sealAll() {
    for (Buffer buffer : buffers.values()) {
      while (!buffer.held.isEmpty()) {
        seal(buffer, buffer.held.element());
      }
    }
  }

  List<Holding> held() {
    List<Holding> all = new ArrayList<>();
    buffers.values().forEach(buffer -> all.addAll(buffer.held));
    return all;
  }

  /** What only a broken process does: goes on with the ranges of the one before it. */
  void keep(List<Holding> kept) {
    for (Holding holding : kept) {
      for (NamespaceName name : Workload.SEQUENCES) {
        NamespaceRecord namespace = process.namespace(name);
        if (namespace != null && namespace.number() == holding.line.namespaceNumber()) {
          buffer(name).held.add(holding);
        }
      }
    }
  }

  private @Nullable Holding usable(NamespaceName name, Buffer buffer) {
    NamespaceRecord namespace = process.namespace(name);
    boolean endToo = world.scenario.mutant() == Mutant.RANGE_END_ISSUED;
    for (Holding head = buffer.held.peek(); head != null; head = buffer.held.peek()) {
      if (process.hasExpired(head.since)) {
        world.coverage.saw(Happening.HOLDING_EXPIRED);
        seal(buffer, head);
      } else if (namespace == null || namespace.generation() != head.generation) {
        seal(buffer, head);
      } else if (isOver(head)) {
        world.coverage.saw(Happening.PERIOD_LEFT);
        seal(buffer, head);
      } else if (head.isUsedUp(endToo)) {
        buffer.held.remove(head);
      } else {
        return head;
      }
    }
    return null;
  }

  /** Drops the range, and only then says so. */
  private void seal(Buffer buffer, Holding holding) {
    if (world.scenario.mutant() == Mutant.SEALED_BEFORE_DROPPED) {
      process.proposer().propose(holding.sealing(), Answer.IGNORED);
      buffer.held.remove(holding);
      process.later(world.chance.between(1, 50), () -> issueFromSealed(holding));
      return;
    }
    buffer.held.remove(holding);
    process.proposer().propose(holding.sealing(), Answer.IGNORED);
  }

  private void issueFromSealed(Holding holding) {
    if (!holding.isUsedUp(false) && !process.hasExpired(holding.since)) {
      long value = holding.range.valueAt(holding.issued++);
      world.ledger.issued(process.incarnation(), holding.line, value, holding.since);
    }
  }

  private void refill(NamespaceName name, Buffer buffer) {
    NamespaceRecord namespace = process.namespace(name);
    if (namespace == null || buffer.refilling || buffer.held.size() >= RANGES_HELD_MAX) {
      return;
    }
    buffer.refilling = true;
    long wanted = world.chance.between(1, RANGE_VALUES_MAX);
    HeldSince since = process.holdingFromNow();
    if (world.scenario.mutant() == Mutant.PUBLISHED_BEFORE_COMMIT) {
      publishEarly(buffer, namespace, wanted, since);
    }
    process
        .proposer()
        .propose(
            reservation(namespace, wanted),
            Answer.of(outcome -> reserved(buffer, outcome, since), () -> buffer.refilling = false));
  }

  private void reserved(Buffer buffer, Outcome outcome, HeldSince since) {
    buffer.refilling = false;
    if (!(outcome instanceof Outcome.RangeReserved reserved)
        || world.scenario.mutant() == Mutant.PUBLISHED_BEFORE_COMMIT) {
      return;
    }
    if (process.hasExpired(since) || !process.serves()) {
      world.coverage.saw(Happening.RANGE_BURNED);
      return;
    }
    LineKey line = new LineKey(TenantId.DEFAULT, reserved.namespaceNumber(), reserved.label());
    buffer.held.add(new Holding(line, reserved.range(), reserved.generation(), since));
  }

  private Command.ReserveRange reservation(NamespaceRecord namespace, long wanted) {
    SequenceRule rule = namespace.rule().sequence();
    if (rule == null || rule.reset() == Reset.NONE) {
      return new Command.ReserveRange(
          namespace.name(), namespace.generation(), PeriodLabel.NONE, 1, wanted);
    }
    SimulatedCalendar.Span span = present();
    return new Command.ReserveRange(
        namespace.name(), namespace.generation(), span.label(), 1, wanted, span.window());
  }

  /** Whether the process's clock has left the period of the holding. */
  private boolean isOver(Holding holding) {
    PeriodLabel label = holding.line.label();
    return !label.equals(PeriodLabel.NONE) && !label.equals(present().label());
  }

  private SimulatedCalendar.Span present() {
    return SimulatedCalendar.of(process.member().name()).at(process.member().clock().wallMillis());
  }

  private void publishEarly(Buffer buffer, NamespaceRecord namespace, long count, HeldSince since) {
    LineKey line = Workload.line(namespace.number());
    Replica replica = process.member().replica();
    LineRecord stored = replica == null ? null : replica.store().lines().get(line);
    if (stored != null && namespace.rule().sequence() != null) {
      long first = stored.highWaterMark();
      long step = namespace.rule().sequence().step();
      buffer.held.add(
          new Holding(
              line, new IdRange(first, first + count * step, step), namespace.generation(), since));
    }
  }

  private Buffer buffer(NamespaceName name) {
    return buffers.computeIfAbsent(name, ignored -> new Buffer());
  }
}
