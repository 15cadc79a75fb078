package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.SequenceRule;
import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PeriodCalendarTest {

  private static PeriodCalendar calendar(Reset reset, String zone) {
    return PeriodCalendar.of(SequenceRule.DEFAULT.withTemplate("{date:yyyy}-{seq}", reset, zone))
        .orElseThrow();
  }

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @ParameterizedTest
  @CsvSource({
    // An hour is left out in spring and repeated in autumn: one label, one line of two hours.
    "HOURLY, Europe/Berlin, 2027-03-28T00:59:59Z, 2027-03-28T01, PT1H",
    "HOURLY, Europe/Berlin, 2027-03-28T01:00:00Z, 2027-03-28T03, PT1H",
    "HOURLY, Europe/Berlin, 2027-10-31T00:00:00Z, 2027-10-31T02, PT2H",
    "HOURLY, Europe/Berlin, 2027-10-31T01:59:59Z, 2027-10-31T02, PT2H",
    "HOURLY, Europe/Berlin, 2027-10-31T02:00:00Z, 2027-10-31T03, PT1H",
    "DAILY, Europe/Berlin, 2027-03-28T12:00:00Z, 2027-03-28, PT23H",
    "DAILY, America/New_York, 2027-11-07T12:00:00Z, 2027-11-07, PT25H",
    "DAILY, Asia/Kolkata, 2027-01-01T18:30:00Z, 2027-01-02, PT24H",
    // Half an hour of summer time.
    "HOURLY, Australia/Lord_Howe, 2027-04-03T15:15:00Z, 2027-04-04T01, PT1H30M",
    // Midnight itself was left out.
    "DAILY, America/Sao_Paulo, 2017-10-15T12:00:00Z, 2017-10-15, PT23H",
    // A whole day was left out.
    "DAILY, Pacific/Apia, 2011-12-30T09:59:59Z, 2011-12-29, PT24H",
    "DAILY, Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-31, PT24H",
    // One minute into the new day the clock went back into the old one, which is not entered again.
    "DAILY, America/St_Johns, 2006-10-29T02:31:30Z, 2006-10-29, PT25H",
    "WEEKLY, UTC, 2027-01-03T23:59:59Z, 2026-W53, PT168H",
    "MONTHLY, Europe/Berlin, 2028-02-29T22:59:59Z, 2028-02, PT696H",
    "YEARLY, Asia/Tokyo, 2026-12-31T15:00:00Z, 2027, PT8760H"
  })
  void a_moment_lies_in_the_period_of_its_local_time(
      Reset reset, String zone, String instant, String label, Duration length) {
    PeriodSpan span = calendar(reset, zone).at(at(instant));
    assertEquals(label, span.label().value());
    assertEquals(
        length, Duration.ofMillis(span.window().endMillis() - span.window().startMillis()));
  }

  @ParameterizedTest
  @CsvSource({
    "HOURLY, Europe/Berlin, 2027-03-28T00:59:50Z, 2027-03-28T03",
    "DAILY, Pacific/Apia, 2011-12-30T09:59:59Z, 2011-12-31",
    "HOURLY, Europe/Berlin, 2027-10-31T01:59:59Z, 2027-10-31T03"
  })
  void what_local_time_leaves_out_follows_nothing(
      Reset reset, String zone, String instant, String label) {
    PeriodCalendar calendar = calendar(reset, zone);
    PeriodSpan span = calendar.at(at(instant));
    PeriodSpan next = calendar.after(span);
    assertEquals(label, next.label().value());
    assertEquals(span.window().endMillis(), next.window().startMillis());
    assertTrue(next.window().startMillis() < next.window().endMillis());
  }

  @Test
  void an_unknown_zone_has_no_calendar() {
    SequenceRule rule =
        SequenceRule.DEFAULT.withTemplate("{date:yyyy}-{seq}", Reset.YEARLY, "Europe/Atlantis");
    assertEquals(Optional.empty(), PeriodCalendar.of(rule));
  }

  @ParameterizedTest
  @EnumSource(value = Reset.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void spans_follow_each_other_and_are_what_replicated_state_believes(Reset reset) {
    List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    SplittableRandom random = new SplittableRandom(20_261_122);
    for (int i = 0; i < 4_000; i++) {
      String zone = zones.get(random.nextInt(zones.size()));
      long millis = at("1971-01-02T00:00:00Z") + random.nextLong(at("2090-01-01T00:00:00Z"));
      PeriodCalendar calendar = calendar(reset, zone);
      PeriodSpan span = calendar.at(millis);
      Period period = Objects.requireNonNull(span.period());
      assertTrue(span.contains(millis), () -> zone + " " + Instant.ofEpochMilli(millis));
      assertTrue(period.mayBeginAt(span.window().startMillis()), zone);
      assertTrue(period.mayEndAt(span.window().endMillis()), zone);
      PeriodSpan next = calendar.after(span);
      assertEquals(span.window().endMillis(), next.window().startMillis(), zone);
      if (next.window().endMillis() > next.window().startMillis()) {
        assertEquals(next, calendar.at(next.window().startMillis()), zone);
      }
    }
  }
}
