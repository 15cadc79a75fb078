package io.tidemark.core;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;

/**
 * What a restored cluster keeps clear of, because the cluster that it was restored from may have
 * given it away after the backup: the beginnings of lines that the backup never saw, and the past
 * of snowflake worker numbers.
 *
 * @param values how many values such a line passes over before its first
 * @param timeMillis Unix time: before it any worker number may have been used, and any period begun
 *     that begins until then
 */
public record EpochFloor(long values, long timeMillis) {

  /** Of a cluster that was formed: nothing was issued before it. */
  public static final EpochFloor NONE = new EpochFloor(0, 0);

  public EpochFloor {
    if (values < 0 || timeMillis < 0) {
      throw new IllegalArgumentException(
          "floor of %d values and %d ms is negative".formatted(values, timeMillis));
    }
  }

  /**
   * Where a line begins that has no mark yet. A period that begins after the floor in every zone
   * begins at its start: whatever time zone tables a node of the old cluster had, it could not have
   * opened it.
   *
   * @param label of the rule's reset, or {@link PeriodLabel#NONE}
   */
  public long firstValueOf(SequenceRule rule, PeriodLabel label) {
    return isClear(rule.reset(), label) ? rule.start() : rule.skip(rule.start(), values);
  }

  private boolean isClear(Reset reset, PeriodLabel label) {
    return values == 0
        || (reset != Reset.NONE
            && Period.parse(reset, label.value())
                .filter(period -> period.beginsAfter(timeMillis))
                .isPresent());
  }

  /** The floor of a cluster that is restored from a backup of a cluster with this one. */
  EpochFloor raised(long moreValues, long laterMillis) {
    long sum = values + moreValues;
    return new EpochFloor(sum < 0 ? Long.MAX_VALUE : sum, Math.max(timeMillis, laterMillis));
  }
}
