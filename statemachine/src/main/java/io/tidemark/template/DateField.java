package io.tidemark.template;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a date that a template can print, named by the pattern letters of {@code java.time}:
 * numbers of a fixed width alone.
 */
enum DateField {
  YEAR(4, "yyyy", "uuuu"),
  QUARTER(1, "Q"),
  MONTH(2, "MM"),
  DAY(2, "dd"),
  DAY_OF_YEAR(3, "DDD"),
  /** The year that the ISO week belongs to. */
  WEEK_YEAR(4, "YYYY"),
  /** The ISO week. */
  WEEK(2, "ww"),
  HOUR(2, "HH");

  private final int width;
  private final String pattern;

  /** Another way to write it; the same again if there is none. */
  private final String alias;

  DateField(int width, String pattern) {
    this(width, pattern, pattern);
  }

  DateField(int width, String pattern, String alias) {
    this.width = width;
    this.pattern = pattern;
    this.alias = alias;
  }

  static Optional<DateField> of(String pattern) {
    return Arrays.stream(values())
        .filter(field -> field.pattern.equals(pattern) || field.alias.equals(pattern))
        .findFirst();
  }

  int width() {
    return width;
  }

  /** Its number in a period that has the field. */
  int of(Period period) {
    return switch (this) {
      case YEAR -> period.firstDay().getYear();
      case QUARTER -> (period.firstDay().getMonthValue() + 2) / 3;
      case MONTH -> period.firstDay().getMonthValue();
      case DAY -> period.firstDay().getDayOfMonth();
      case DAY_OF_YEAR -> period.firstDay().getDayOfYear();
      case WEEK_YEAR -> period.weekYear();
      case WEEK -> period.week();
      case HOUR -> period.hour();
    };
  }

  /** The fields that are the same throughout every period of the reset. */
  static Set<DateField> knownTo(Reset reset) {
    return switch (reset) {
      case NONE -> EnumSet.noneOf(DateField.class);
      case HOURLY -> EnumSet.allOf(DateField.class);
      case DAILY -> EnumSet.complementOf(EnumSet.of(HOUR));
      case WEEKLY -> EnumSet.of(WEEK_YEAR, WEEK);
      case MONTHLY -> EnumSet.of(YEAR, QUARTER, MONTH);
      case YEARLY -> EnumSet.of(YEAR);
    };
  }

  /** Whether the fields tell the periods of the reset apart. */
  static boolean determine(Reset reset, Set<DateField> fields) {
    return switch (reset) {
      case NONE -> true;
      case HOURLY -> fields.contains(HOUR) && determine(Reset.DAILY, fields);
      case DAILY ->
          fields.contains(YEAR)
              && (fields.contains(DAY_OF_YEAR) || fields.containsAll(EnumSet.of(MONTH, DAY)));
      case WEEKLY -> fields.containsAll(EnumSet.of(WEEK_YEAR, WEEK));
      case MONTHLY -> fields.containsAll(EnumSet.of(YEAR, MONTH));
      case YEARLY -> fields.contains(YEAR);
    };
  }

  /** A pattern that tells the periods of the reset apart, for messages. */
  static String example(Reset reset) {
    return switch (reset) {
      case NONE -> "";
      case HOURLY -> "{date:yyyyMMddHH}";
      case DAILY -> "{date:yyyyMMdd}";
      case WEEKLY -> "{date:YYYYww}";
      case MONTHLY -> "{date:yyyyMM}";
      case YEARLY -> "{date:yyyy}";
    };
  }
}
