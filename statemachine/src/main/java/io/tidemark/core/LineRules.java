package io.tidemark.core;

import io.tidemark.core.Outcome.Rejected;
import io.tidemark.period.Reset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides every reservation. Here alone a high-water mark moves. */
final class LineRules {

  /** How many of a line's latest ranges stay on record. */
  static final int RANGES_KEPT_MAX = 256;

  private LineRules() {}

  static Outcome reserve(Transition transition, Envelope envelope, Command.ReserveRange command) {
    NamespaceRecord namespace =
        NamespaceRules.live(transition, envelope.tenant(), command.namespace());
    if (namespace == null) {
      return NamespaceRules.notFound(command.namespace());
    }
    if (namespace.generation() != command.generation()) {
      return Rejected.of(
          RejectionReason.STALE_GENERATION,
          "namespace %s is at generation %d, not %d"
              .formatted(command.namespace(), namespace.generation(), command.generation()));
    }
    SequenceRule rule = namespace.rule().sequence();
    if (rule == null) {
      return wrongKind(namespace);
    }
    if (command.countMin() < 1
        || command.countWanted() < command.countMin()
        || command.countWanted() > SequenceRule.RANGE_SIZE_MAX) {
      return Rejected.of(
          RejectionReason.BAD_COMMAND,
          "counts %d to %d are not within 1..%d"
              .formatted(command.countMin(), command.countWanted(), SequenceRule.RANGE_SIZE_MAX));
    }
    LineKey key = new LineKey(namespace.tenant(), namespace.number(), command.label());
    LineRecord stored = storedLine(transition, key, namespace);
    Rejected untimely = PeriodRules.refusal(transition, key, rule, command.period(), stored);
    if (untimely != null) {
      return untimely;
    }
    LineRecord line = orFresh(transition, key, stored, rule, command.period());
    return line == null
        ? full()
        : reserve(transition, envelope, command, key, line, namespace, rule.bounded());
  }

  private static Outcome reserve(
      Transition transition,
      Envelope envelope,
      Command.ReserveRange command,
      LineKey key,
      LineRecord line,
      NamespaceRecord namespace,
      SequenceRule rule) {
    long first = line.highWaterMark();
    long remaining = rule.remainingFrom(first);
    if (remaining < command.countMin()) {
      return Rejected.of(
          RejectionReason.SEQUENCE_EXHAUSTED,
          "namespace %s has %d values left up to its max %d, %d were asked for%s"
              .formatted(
                  namespace.name(),
                  remaining,
                  rule.max(),
                  command.countMin(),
                  line.reservedTotal() == 0 && first > rule.start()
                      ? "; its line began at %d, not at its start %d".formatted(first, rule.start())
                      : ""));
    }
    long count = Math.min(remaining, command.countWanted());
    requireNothingFrom(transition.tables().ranges(), key, first);
    IdRange range = new IdRange(first, first + count * rule.step(), rule.step());
    Table<RangeKey, RangeRecord> ranges = transition.tables().ranges();
    int kept = line.rangesKept();
    // A nearly full state keeps no longer history of a line than it has.
    if (kept >= RANGES_KEPT_MAX || (kept > 0 && transition.isNearlyFull())) {
      transition.delete(ranges, firstRange(ranges, key));
      kept--;
    }
    LineRecord raised =
        new LineRecord(
            range.end(),
            line.reservedTotal() + count,
            kept + 1,
            line.raiseNonce(),
            line.raiseIncarnation(),
            line.period());
    RangeRecord reserved =
        new RangeRecord(
            range.end(),
            envelope.incarnation(),
            transition.replicatedTimeMillis(),
            RangeRecord.OPEN);
    transition.put(ranges, new RangeKey(key, range.first()), reserved);
    raiseMark(transition, key, line, raised);
    NamespaceRules.markReserved(transition, namespace);
    PeriodRules.shrinkClosedBefore(transition, key);
    return new Outcome.RangeReserved(
        namespace.number(), command.label(), range, namespace.generation(), line.period());
  }

  static Outcome seal(Transition transition, Envelope envelope, Command.SealRange command) {
    if (command.namespaceNumber() < 1 || command.first() < 0) {
      return Rejected.of(
          RejectionReason.BAD_COMMAND, "no range can start at %d".formatted(command.first()));
    }
    LineKey line = new LineKey(envelope.tenant(), command.namespaceNumber(), command.label());
    RangeKey key = new RangeKey(line, command.first());
    Table<RangeKey, RangeRecord> ranges = transition.tables().ranges();
    RangeRecord range = ranges.get(key);
    if (range == null || !range.incarnation().equals(envelope.incarnation())) {
      return Rejected.of(
          RejectionReason.NOT_OWNER,
          "no range from %d of incarnation %s is on record"
              .formatted(command.first(), envelope.incarnation()));
    }
    if (command.usedEnd() < command.first() || command.usedEnd() > range.end()) {
      return Rejected.of(
          RejectionReason.BAD_COMMAND,
          "issuing can't have ended at %d in [%d, %d)"
              .formatted(command.usedEnd(), command.first(), range.end()));
    }
    long sealedEnd =
        range.sealedEnd() == RangeRecord.OPEN
            ? command.usedEnd()
            : Math.min(range.sealedEnd(), command.usedEnd());
    ranges.put(
        key, new RangeRecord(range.end(), range.incarnation(), range.reservedMillis(), sealedEnd));
    return new Outcome.RangeSealed();
  }

  static Outcome raise(
      Transition transition, Envelope envelope, Command.RaiseHighWaterMark command) {
    NamespaceRecord namespace =
        NamespaceRules.live(transition, envelope.tenant(), command.namespace());
    if (namespace == null) {
      return NamespaceRules.notFound(command.namespace());
    }
    SequenceRule unbounded = namespace.rule().sequence();
    if (unbounded == null) {
      return wrongKind(namespace);
    }
    LineKey key = new LineKey(namespace.tenant(), namespace.number(), command.label());
    LineRecord stored = storedLine(transition, key, namespace);
    Rejected untimely = PeriodRules.refusal(transition, key, unbounded, command.period(), stored);
    if (untimely != null) {
      return new Rejected(
          RejectionReason.RULE_INVALID,
          untimely.detail(),
          List.of(new FieldFault("period", untimely.detail())));
    }
    SequenceRule rule = unbounded.bounded();
    if (command.to() < 0 || command.to() > rule.max()) {
      return new Rejected(
          RejectionReason.RULE_INVALID,
          "a mark can't be raised to %d; it must be within 0..%d, the namespace's max"
              .formatted(command.to(), rule.max()),
          List.of(
              new FieldFault("to", "%d is not within 0..%d".formatted(command.to(), rule.max()))));
    }
    LineRecord line = orFresh(transition, key, stored, rule, command.period());
    if (line == null) {
      return full();
    }
    long to = rule.alignUp(command.to());
    if (line.raiseNonce() == envelope.nonce()
        && line.raiseIncarnation().equals(envelope.incarnation())) {
      return new Outcome.HighWaterMarkRaised(line.highWaterMark(), line.highWaterMark());
    }
    if (to <= line.highWaterMark()) {
      return Rejected.of(
          RejectionReason.MARK_NOT_RAISED,
          "the high-water mark of %s stands at %d and only moves forward, not to %d"
              .formatted(namespace.name(), line.highWaterMark(), command.to()));
    }
    raiseMark(
        transition,
        key,
        line,
        new LineRecord(
            to,
            line.reservedTotal(),
            line.rangesKept(),
            envelope.nonce(),
            envelope.incarnation(),
            line.period()));
    NamespaceRules.markReserved(transition, namespace);
    return new Outcome.HighWaterMarkRaised(line.highWaterMark(), to);
  }

  /** A range on record at or after the mark was given away by a later mark than the stored one. */
  private static void requireNothingFrom(
      ReadableTable<RangeKey, RangeRecord> ranges, LineKey line, long mark) {
    ranges.scan(
        new RangeKey(line, mark),
        (key, range) -> {
          if (key.line().equals(line)) {
            throw new BrokenInvariantException(
                "the high-water mark of %s stands at %d, but a range from %d is on record"
                    .formatted(line, mark, key.first()));
          }
          return false;
        });
  }

  /** The one place where a mark moves. */
  private static void raiseMark(
      Transition transition, LineKey key, LineRecord from, LineRecord to) {
    if (to.highWaterMark() <= from.highWaterMark()) {
      throw new BrokenInvariantException(
          "the high-water mark of %s would not rise: %d to %d"
              .formatted(key, from.highWaterMark(), to.highWaterMark()));
    }
    if (transition.isNearlyFull() && transition.tables().lines().get(key) == null) {
      PeriodRules.forgetOldest(transition, key);
    }
    transition.put(transition.tables().lines(), key, to);
  }

  /**
   * The line as stored; null if it has not begun. A line without a mark that has given values away
   * is a fault: starting it again would give them away twice.
   */
  private static @Nullable LineRecord storedLine(
      Transition transition, LineKey key, NamespaceRecord namespace) {
    LineRecord line = transition.tables().lines().get(key);
    boolean begun =
        namespace.reserved() && key.label().equals(PeriodLabel.NONE) && !hasPeriods(namespace);
    if (line == null && (begun || hasRanges(transition.tables().ranges(), key))) {
      throw new BrokenInvariantException(
          "%s has given values away, but its high-water mark is missing".formatted(key));
    }
    return line;
  }

  private static boolean hasPeriods(NamespaceRecord namespace) {
    SequenceRule rule = namespace.rule().sequence();
    return rule != null && rule.reset() != Reset.NONE;
  }

  /** The line as stored, or as it starts; null if a new one can't be stored any more. */
  private static @Nullable LineRecord orFresh(
      Transition transition,
      LineKey key,
      @Nullable LineRecord stored,
      SequenceRule rule,
      TimeWindow period) {
    if (stored != null) {
      return stored;
    }
    // A nearly full state opens a period's line only in the place of one that may be forgotten.
    return transition.isNearlyFull() && PeriodRules.forgettable(transition, key) == null
        ? null
        : new LineRecord(
            transition.cluster().floor().firstValueOf(rule, key.label()),
            0,
            0,
            0,
            IncarnationNumber.NONE,
            period);
  }

  private static boolean hasRanges(ReadableTable<RangeKey, RangeRecord> ranges, LineKey line) {
    boolean[] found = new boolean[1];
    ranges.scan(
        new RangeKey(line, 0),
        (key, range) -> {
          found[0] = key.line().equals(line);
          return false;
        });
    return found[0];
  }

  private static RangeKey firstRange(ReadableTable<RangeKey, RangeRecord> ranges, LineKey line) {
    RangeKey[] found = new RangeKey[1];
    ranges.scan(
        new RangeKey(line, 0),
        (key, range) -> {
          found[0] = key;
          return false;
        });
    if (found[0] == null || !found[0].line().equals(line)) {
      throw new BrokenInvariantException("the ranges that %s counts are missing".formatted(line));
    }
    return found[0];
  }

  private static Rejected wrongKind(NamespaceRecord namespace) {
    return Rejected.of(
        RejectionReason.WRONG_KIND,
        "namespace %s is of kind %s and has no number line"
            .formatted(namespace.name(), NamespaceRules.textOf(namespace.rule().kind())));
  }

  private static Rejected full() {
    return NamespaceRules.full();
  }
}
