package io.tidemark.period;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Optional;

/**
 * One period of a local calendar, named by its label. Where it lies in time depends on the zone, by
 * at most {@link #OFFSET_MILLIS_MAX}.
 *
 * <ol>
 *   <li>Different periods of one reset have different labels, and labels sort as periods do.
 *   <li>A label is read back as the period that it was printed from.
 * </ol>
 *
 * @param firstDay the day that it begins on
 * @param hour the hour that it begins with; 0 unless the reset is hourly
 */
public record Period(Reset reset, LocalDate firstDay, int hour) {

  /** The first year of a label. */
  public static final int YEAR_MIN = 1970;

  /** The last year of a label: all have four digits. */
  public static final int YEAR_MAX = 9999;

  /** No local time is further from UTC ({@code java.time.ZoneOffset}). */
  public static final long OFFSET_MILLIS_MAX = 18 * 3_600_000L;

  private static final long HOUR_MILLIS = 3_600_000;
  private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

  /**
   * @throws IllegalArgumentException if no period of the reset begins there, or its year is out of
   *     bounds
   */
  public Period {
    boolean begins =
        switch (reset) {
          case NONE -> false;
          case HOURLY -> hour >= 0 && hour <= 23;
          case DAILY -> hour == 0;
          case WEEKLY -> hour == 0 && firstDay.getDayOfWeek() == DayOfWeek.MONDAY;
          case MONTHLY -> hour == 0 && firstDay.getDayOfMonth() == 1;
          case YEARLY -> hour == 0 && firstDay.getDayOfYear() == 1;
        };
    if (!begins || firstDay.getYear() < YEAR_MIN || firstDay.getYear() > YEAR_MAX) {
      throw new IllegalArgumentException(
          "no %s period begins on %s at hour %d"
              .formatted(reset.name().toLowerCase(Locale.ROOT), firstDay, hour));
    }
  }

  /** The period that a label names; empty if none of the reset has it. */
  public static Optional<Period> parse(Reset reset, String label) {
    try {
      Optional<Period> period =
          switch (reset) {
            case NONE -> Optional.empty();
            case HOURLY ->
                matches(label, "0000-00-00T00")
                    ? Optional.of(new Period(reset, day(label), number(label, 11, 13)))
                    : Optional.empty();
            case DAILY ->
                matches(label, "0000-00-00")
                    ? Optional.of(new Period(reset, day(label), 0))
                    : Optional.empty();
            case WEEKLY ->
                matches(label, "0000-W00")
                    ? Optional.of(ofWeek(year(label), number(label, 6, 8)))
                    : Optional.empty();
            case MONTHLY ->
                matches(label, "0000-00")
                    ? Optional.of(
                        new Period(reset, LocalDate.of(year(label), number(label, 5, 7), 1), 0))
                    : Optional.empty();
            case YEARLY ->
                matches(label, "0000")
                    ? Optional.of(new Period(reset, LocalDate.of(year(label), 1, 1), 0))
                    : Optional.empty();
          };
      return period.filter(found -> found.label().equals(label));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty(); // A month 13, a week 54, a year out of bounds.
    }
  }

  /**
   * An ISO week.
   *
   * @throws IllegalArgumentException if the year has no such week
   */
  public static Period ofWeek(int weekYear, int week) {
    Period period = new Period(Reset.WEEKLY, Reset.monday(weekYear, week), 0);
    if (period.weekYear() != weekYear) {
      throw new IllegalArgumentException("year %d has no week %d".formatted(weekYear, week));
    }
    return period;
  }

  /** How the period is written, such as {@code 2026-11-22T15}, {@code 2026-W47} or {@code 2026}. */
  public String label() {
    StringBuilder label = new StringBuilder(13);
    switch (reset) {
      case NONE -> throw new IllegalStateException("unreachable: checked when made");
      case HOURLY -> append(appendDay(label).append('T'), hour, 2);
      case DAILY -> appendDay(label);
      case WEEKLY -> append(append(label, weekYear(), 4).append("-W"), week(), 2);
      case MONTHLY ->
          append(append(label, firstDay.getYear(), 4).append('-'), firstDay.getMonthValue(), 2);
      case YEARLY -> append(label, firstDay.getYear(), 4);
    }
    return label.toString();
  }

  /** The year that its ISO week belongs to. */
  public int weekYear() {
    return firstDay.get(IsoFields.WEEK_BASED_YEAR);
  }

  /** The number of its ISO week, 1 to 53. */
  public int week() {
    return firstDay.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
  }

  /**
   * The period after it.
   *
   * @throws IllegalArgumentException after the last one
   */
  public Period next() {
    return switch (reset) {
      case NONE -> throw new IllegalStateException("unreachable: checked when made");
      case HOURLY ->
          hour == 23
              ? new Period(reset, firstDay.plusDays(1), 0)
              : new Period(reset, firstDay, hour + 1);
      case DAILY -> new Period(reset, firstDay.plusDays(1), 0);
      case WEEKLY -> new Period(reset, firstDay.plusWeeks(1), 0);
      case MONTHLY -> new Period(reset, firstDay.plusMonths(1), 0);
      case YEARLY -> new Period(reset, firstDay.plusYears(1), 0);
    };
  }

  /** Whether the period could begin at this Unix time, in some zone. */
  public boolean mayBeginAt(long millis) {
    return Math.abs(millis - beginMillisInUtc()) <= OFFSET_MILLIS_MAX;
  }

  /** Whether the period could end at this Unix time, in some zone. */
  public boolean mayEndAt(long millis) {
    return Math.abs(millis - endMillisInUtc()) <= OFFSET_MILLIS_MAX;
  }

  /** Whether the period begins after this Unix time in every zone. */
  public boolean beginsAfter(long millis) {
    return beginMillisInUtc() - OFFSET_MILLIS_MAX > millis;
  }

  private long beginMillisInUtc() {
    return firstDay.toEpochDay() * DAY_MILLIS + hour * HOUR_MILLIS;
  }

  private long endMillisInUtc() {
    return switch (reset) {
      case NONE -> throw new IllegalStateException("unreachable: checked when made");
      case HOURLY -> beginMillisInUtc() + HOUR_MILLIS;
      case DAILY -> beginMillisInUtc() + DAY_MILLIS;
      case WEEKLY -> beginMillisInUtc() + 7 * DAY_MILLIS;
      case MONTHLY -> firstDay.plusMonths(1).toEpochDay() * DAY_MILLIS;
      case YEARLY -> firstDay.plusYears(1).toEpochDay() * DAY_MILLIS;
    };
  }

  private StringBuilder appendDay(StringBuilder label) {
    append(label, firstDay.getYear(), 4).append('-');
    append(label, firstDay.getMonthValue(), 2).append('-');
    return append(label, firstDay.getDayOfMonth(), 2);
  }

  private static StringBuilder append(StringBuilder text, int number, int digits) {
    for (int power = (int) Math.pow(10, digits - 1); power > 0; power /= 10) {
      text.append((char) ('0' + number / power % 10));
    }
    return text;
  }

  /** Whether the label has the form of the model, in which 0 stands for any digit. */
  private static boolean matches(String label, String model) {
    if (label.length() != model.length()) {
      return false;
    }
    for (int i = 0; i < model.length(); i++) {
      char found = label.charAt(i);
      boolean fits =
          model.charAt(i) == '0' ? found >= '0' && found <= '9' : found == model.charAt(i);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static LocalDate day(String label) {
    return LocalDate.of(year(label), number(label, 5, 7), number(label, 8, 10));
  }

  private static int year(String label) {
    return number(label, 0, 4);
  }

  private static int number(String label, int from, int to) {
    return Integer.parseInt(label, from, to, 10);
  }
}
