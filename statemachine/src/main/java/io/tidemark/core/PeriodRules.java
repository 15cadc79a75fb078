package io.tidemark.core;

import io.tidemark.core.Outcome.Rejected;
import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which period's line may be reserved from.
 *
 * <ol>
 *   <li>A line of a label is open from a little before its period begins until it ends, by
 *       replicated time. So who prints the label prints the right date, as far as the majority's
 *       clocks are right; and a closed line never opens again, because replicated time never goes
 *       back.
 *   <li>Begin and end are those of the first proposer, who must have them within what time zones
 *       can differ. Later proposers are granted the stored ones: their tables may be older.
 *   <li>A line of mode {@code monotonic} opens no earlier than its period begins. Periods follow
 *       one another and replicated time never goes back, so in the order of the log, and with it of
 *       the IDs, periods rise as values do.
 *   <li>That values are unique rests on the line's mark alone, not on any of this.
 *   <li>A nearly full state forgets a mark only once no end that a proposer may claim for its label
 *       lies ahead of replicated time.
 * </ol>
 */
final class PeriodRules {

  /** How many ranges of closed periods one reservation deletes. */
  static final int SHRUNK_RANGES_MAX = 16;

  /**
   * How long after its end a period's line may be forgotten. The stored end may lie as far before
   * the label's end in UTC, and a claimed one as far after it, as time zones differ.
   */
  static final long FORGOTTEN_AFTER_MILLIS = 2 * Period.OFFSET_MILLIS_MAX;

  private PeriodRules() {}

  /**
   * Why nothing may be reserved from the line now; null if it may.
   *
   * @param stored the line, if it has begun
   */
  static @Nullable Rejected refusal(
      Transition transition,
      LineKey key,
      SequenceRule rule,
      TimeWindow proposed,
      @Nullable LineRecord stored) {
    PeriodLabel label = key.label();
    if (rule.reset() == Reset.NONE) {
      return label.equals(PeriodLabel.NONE) && proposed.equals(TimeWindow.EMPTY)
          ? null
          : bad("the namespace never resets, so it has no period %s".formatted(label));
    }
    Optional<Period> period = Period.parse(rule.reset(), label.value());
    if (period.isEmpty()) {
      return bad(
          "'%s' is not the label of a period of reset %s"
              .formatted(label, rule.reset().name().toLowerCase(Locale.ROOT)));
    }
    if (proposed.startMillis() >= proposed.endMillis()
        || !period.get().mayBeginAt(proposed.startMillis())
        || !period.get().mayEndAt(proposed.endMillis())) {
      return bad(
          "period %s lies at [%d, %d) in no time zone"
              .formatted(label, proposed.startMillis(), proposed.endMillis()));
    }
    long aheadMillisMax =
        rule.mode() == SequenceMode.MONOTONIC ? 0 : ReplicatedState.PERIOD_AHEAD_MILLIS_MAX;
    return untimely(transition, label, stored == null ? proposed : stored.period(), aheadMillisMax);
  }

  private static @Nullable Rejected untimely(
      Transition transition, PeriodLabel label, TimeWindow period, long aheadMillisMax) {
    long time = transition.replicatedTimeMillis();
    if (period.endMillis() <= time) {
      return Rejected.of(
          RejectionReason.CLOCK_OUT_OF_BOUNDS,
          "period %s ended at %s, and replicated time is %s; a node that takes it for the present"
                  .formatted(label, at(period.endMillis()), at(time))
              + " one has a wrong clock or other time zone tables");
    }
    if (period.startMillis() - time > aheadMillisMax) {
      return Rejected.of(
          RejectionReason.CLOCK_OUT_OF_BOUNDS,
          "period %s begins at %s, and replicated time is %s; its values can be reserved %d s ahead"
              .formatted(label, at(period.startMillis()), at(time), aheadMillisMax / 1_000));
    }
    return null;
  }

  /**
   * Deletes ranges of the namespace's closed periods, some at a time: what is left of a closed line
   * is its mark.
   */
  static void shrinkClosedBefore(Transition transition, LineKey current) {
    if (current.label().equals(PeriodLabel.NONE)) {
      return;
    }
    Tables tables = transition.tables();
    LineKey first = new LineKey(current.tenant(), current.namespaceNumber(), PeriodLabel.NONE);
    List<RangeKey> oldest = new ArrayList<>();
    tables
        .ranges()
        .scan(
            new RangeKey(first, 0),
            (key, range) ->
                key.line().compareTo(current) < 0
                    && oldest.add(key)
                    && oldest.size() < SHRUNK_RANGES_MAX);
    for (RangeKey key : oldest) {
      LineRecord line = tables.lines().get(key.line());
      if (line == null) {
        throw new BrokenInvariantException(
            "%s has ranges on record, but its high-water mark is missing".formatted(key.line()));
      }
      if (line.period().endMillis() > transition.replicatedTimeMillis()) {
        return;
      }
      transition.delete(tables.ranges(), key);
      tables.lines().put(key.line(), line.withRangesKept(line.rangesKept() - 1));
    }
  }

  /**
   * The namespace's oldest line whose period is over for everybody; null if there is none. Whatever
   * end a later proposer claims for its label lies in the past, so that the line can't open again
   * even though its mark is forgotten.
   */
  static @Nullable LineKey forgettable(Transition transition, LineKey current) {
    if (current.label().equals(PeriodLabel.NONE)) {
      return null;
    }
    LineKey[] oldest = new LineKey[1];
    transition
        .tables()
        .lines()
        .scan(
            new LineKey(current.tenant(), current.namespaceNumber(), PeriodLabel.NONE),
            (key, line) -> {
              if (key.compareTo(current) < 0
                  && line.period().endMillis() + FORGOTTEN_AFTER_MILLIS
                      <= transition.replicatedTimeMillis()) {
                oldest[0] = key;
              }
              return false;
            });
    return oldest[0];
  }

  /**
   * Deletes the line that is {@link #forgettable}, with what is left of its ranges; if there is
   * one: the row of a line's first range may be the one that makes the state nearly full.
   */
  static void forgetOldest(Transition transition, LineKey current) {
    LineKey oldest = forgettable(transition, current);
    if (oldest == null) {
      return;
    }
    Tables tables = transition.tables();
    List<RangeKey> ranges = new ArrayList<>();
    tables
        .ranges()
        .scan(
            new RangeKey(oldest, 0), (key, range) -> key.line().equals(oldest) && ranges.add(key));
    ranges.forEach(key -> transition.delete(tables.ranges(), key));
    transition.delete(tables.lines(), oldest);
  }

  private static Rejected bad(String detail) {
    return Rejected.of(RejectionReason.BAD_COMMAND, detail);
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
