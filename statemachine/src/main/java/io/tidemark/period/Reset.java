package io.tidemark.period;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** How often a number line starts again. */
public enum Reset {
  /** Never: one line for ever. */
  NONE,
  HOURLY,
  DAILY,
  /** On Mondays, as weeks are counted by ISO 8601. */
  WEEKLY,
  MONTHLY,
  YEARLY;

  /**
   * The period that an hour of a local calendar lies in.
   *
   * @param hour 0 to 23
   * @throws IllegalStateException for {@link #NONE}, which has no periods
   * @throws IllegalArgumentException outside of the years {@value Period#YEAR_MIN} to {@value
   *     Period#YEAR_MAX}
   */
  public Period periodOf(LocalDate date, int hour) {
    return switch (this) {
      case NONE -> throw new IllegalStateException("a line that never resets has no periods");
      case HOURLY -> new Period(this, date, hour);
      case DAILY -> new Period(this, date, 0);
      case WEEKLY ->
          new Period(this, date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), 0);
      case MONTHLY -> new Period(this, date.withDayOfMonth(1), 0);
      case YEARLY -> new Period(this, date.withDayOfYear(1), 0);
    };
  }

  /** The Monday of an ISO week; the weeks beyond the year's last one are the next year's. */
  static LocalDate monday(int weekYear, int week) {
    // January 4 is always in the first week: ISO 8601.
    return LocalDate.of(weekYear, 1, 4)
        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
        .plusWeeks(week - 1L);
  }
}
