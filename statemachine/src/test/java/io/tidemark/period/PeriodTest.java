package io.tidemark.period;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

  /** From the first day of 1970 to the last of 9999. */
  private static final int DAYS = 2_932_896;

  @ParameterizedTest
  @CsvSource({
    "HOURLY, 2026-11-22, 15, 2026-11-22T15",
    "DAILY, 2026-11-22, 15, 2026-11-22",
    "WEEKLY, 2026-11-22, 15, 2026-W47",
    "WEEKLY, 2027-01-01, 0, 2026-W53",
    "WEEKLY, 2024-12-30, 0, 2025-W01",
    "MONTHLY, 2024-02-29, 3, 2024-02",
    "YEARLY, 2026-12-31, 23, 2026"
  })
  void a_label_is_written_as_iso_8601_has_it(Reset reset, LocalDate day, int hour, String label) {
    assertEquals(label, reset.periodOf(day, hour).label());
  }

  @ParameterizedTest
  @CsvSource({
    "DAILY, 2026-02-29",
    "DAILY, 2026-11-22T15",
    "DAILY, 2026-1-22",
    "DAILY, +026-01-22",
    "HOURLY, 2026-11-22T24",
    "HOURLY, 2026-11-22",
    "WEEKLY, 2025-W53",
    "WEEKLY, 2025-W00",
    "MONTHLY, 2025-13",
    "YEARLY, 1969",
    "YEARLY, 20261",
    "NONE, 2026"
  })
  void what_is_no_label_of_the_reset_is_not_read(Reset reset, String label) {
    assertEquals(Optional.empty(), Period.parse(reset, label));
  }

  @Property
  void a_label_is_read_back_and_sorts_as_its_period(
      @ForAll Reset reset,
      @ForAll @IntRange(max = DAYS - 400) int day,
      @ForAll @IntRange(max = 23) int hour) {
    if (reset == Reset.NONE) {
      return;
    }
    Period period = reset.periodOf(LocalDate.ofEpochDay(day + 7), hour);
    assertEquals(Optional.of(period), Period.parse(reset, period.label()));
    assertTrue(period.label().compareTo(period.next().label()) < 0);
    assertEquals(Optional.of(period.next()), Period.parse(reset, period.next().label()));
  }

  @Test
  void a_period_may_begin_wherever_some_zone_has_its_midnight() {
    Period day = Reset.DAILY.periodOf(LocalDate.of(2026, 11, 22), 0);
    long utc = LocalDate.of(2026, 11, 22).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    assertTrue(day.mayBeginAt(utc - Period.OFFSET_MILLIS_MAX));
    assertTrue(day.mayBeginAt(utc + Period.OFFSET_MILLIS_MAX));
    assertFalse(day.mayBeginAt(utc + Period.OFFSET_MILLIS_MAX + 1));
    assertTrue(day.mayEndAt(utc + 23 * 3_600_000L));
    assertFalse(day.mayEndAt(utc + 43 * 3_600_000L));
    assertFalse(day.mayEndAt(Long.MAX_VALUE));
  }

  @Test
  void the_last_year_has_no_next_one_but_an_end() {
    Period last = Reset.YEARLY.periodOf(LocalDate.of(9999, 6, 1), 0);
    assertFalse(last.mayEndAt(0));
    assertThrows(IllegalArgumentException.class, last::next);
  }
}
