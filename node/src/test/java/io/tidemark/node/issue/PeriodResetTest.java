package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Problem;
import io.tidemark.period.Reset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three nodes issue one sequence through the end of a period, the clock of one of them stepped. No
 * string comes twice, values start again once, and the printed label is the true one.
 */
class PeriodResetTest {

  private static final long SECOND = 1_000;
  private static final long STEP_MILLIS = 3_600_000;

  /** As far as a node's clock is believed without the majority's. */
  private static final long TRUST_MILLIS = 4_000;

  private final TestingCluster cluster = new TestingCluster();
  private long trueMillis = TestingClock.START_MILLIS;

  /** A sequence on three nodes, and what they printed. */
  private final class Driven {
    final PeriodCalendar calendar;
    final List<Issuer> issuers = new ArrayList<>();
    final Set<String> printed = new HashSet<>();
    final Map<String, TreeSet<Long>> valuesOf = new TreeMap<>();
    final SequenceMode mode;
    private String lastLabel = "";
    private long lastValue;

    Driven(SequenceMode mode, Reset reset, String zone) {
      SequenceRule rule =
          new SequenceRule(mode, 1, 1, SequenceRule.VALUE_MAX, 5, 20)
              .withTemplate(template(reset), reset, zone);
      this.mode = mode;
      calendar = PeriodCalendar.of(rule).orElseThrow();
      NamespaceRecord namespace = cluster.node(1).put("orders", rule);
      for (TestingNode node : cluster.nodes) {
        issuers.add(
            mode == SequenceMode.RANGE
                ? new RangeIssuer(namespace, rule, calendar, node.context)
                : new MonotonicIssuer(namespace, rule, calendar, node.context));
      }
    }

    void issueOnAll() {
      for (int i = 0; i < issuers.size(); i++) {
        for (String id : TestingNode.ids(cluster.nodes.get(i).issue(issuers.get(i), 2))) {
          assertTrue(printed.add(id), () -> id + " came twice");
          String[] parts = id.split("/", -1);
          assertTrue(present().contains(parts[0]), () -> id + " at " + at(trueMillis));
          valuesOf.computeIfAbsent(parts[0], label -> new TreeSet<>()).add(Long.valueOf(parts[1]));
          if (mode == SequenceMode.MONOTONIC) {
            assertRises(parts[0], Long.parseLong(parts[1]));
          }
        }
      }
    }

    /** Whichever node it is asked of, and whatever its clock says. */
    private void assertRises(String label, long value) {
      int order = label.compareTo(lastLabel);
      assertTrue(
          order > 0 || (order == 0 && value > lastValue),
          () -> "%s/%d after %s/%d".formatted(label, value, lastLabel, lastValue));
      lastLabel = label;
      lastValue = value;
    }

    /** The labels that may be printed now, near an end two. */
    private Set<String> present() {
      return Set.copyOf(
          new HashSet<>(
              List.of(
                  calendar.at(trueMillis - TRUST_MILLIS).label().value(),
                  calendar.at(trueMillis + TRUST_MILLIS).label().value())));
    }
  }

  private static String template(Reset reset) {
    return switch (reset) {
      case NONE -> "{seq}";
      case HOURLY -> "{date:yyyy-MM-dd'T'HH}/{seq}";
      case DAILY -> "{date:yyyy-MM-dd}/{seq}";
      case WEEKLY -> "{date:YYYY-'W'ww}/{seq}";
      case MONTHLY -> "{date:yyyy-MM}/{seq}";
      case YEARLY -> "{date:yyyy}/{seq}";
    };
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private void passMillis(long millis) {
    trueMillis += millis;
    cluster.passMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "RANGE, DAILY, Europe/Berlin, 2026-11-21T23:00:00Z, 2026-11-21, 2026-11-22",
    "MONOTONIC, DAILY, Europe/Berlin, 2026-11-21T23:00:00Z, 2026-11-21, 2026-11-22",
    "RANGE, DAILY, America/New_York, 2026-03-01T05:00:00Z, 2026-02-28, 2026-03-01",
    "RANGE, DAILY, Asia/Kolkata, 2028-02-28T18:30:00Z, 2028-02-28, 2028-02-29",
    "RANGE, DAILY, Europe/Berlin, 2026-03-29T22:00:00Z, 2026-03-29, 2026-03-30",
    "RANGE, DAILY, Europe/Berlin, 2026-10-25T23:00:00Z, 2026-10-25, 2026-10-26",
    "RANGE, HOURLY, Europe/Berlin, 2026-03-29T01:00:00Z, 2026-03-29T01, 2026-03-29T03",
    "RANGE, HOURLY, Europe/Berlin, 2026-10-25T02:00:00Z, 2026-10-25T02, 2026-10-25T03",
    "MONOTONIC, HOURLY, Europe/Berlin, 2026-10-25T02:00:00Z, 2026-10-25T02, 2026-10-25T03",
    "RANGE, WEEKLY, Europe/Berlin, 2027-01-03T23:00:00Z, 2026-W53, 2027-W01",
    "RANGE, MONTHLY, Asia/Kolkata, 2026-07-31T18:30:00Z, 2026-07, 2026-08",
    "RANGE, YEARLY, America/New_York, 2027-01-01T05:00:00Z, 2026, 2027"
  })
  void values_start_again_once_and_no_string_comes_twice(
      SequenceMode mode, Reset reset, String zone, String end, String before, String after) {
    Driven driven = new Driven(mode, reset, zone);
    passMillis(Instant.parse(end).toEpochMilli() - 30 * SECOND - trueMillis);
    driven.issueOnAll();
    cluster.node(3).clock.stepMillis(STEP_MILLIS);
    for (int second = 0; second < 60; second++) {
      passMillis(SECOND);
      driven.issueOnAll();
      if (second == 45) {
        cluster.node(3).clock.stepMillis(-2 * STEP_MILLIS);
      }
    }
    assertEquals(Set.of(before, after), driven.valuesOf.keySet());
    driven.valuesOf.forEach((label, values) -> assertEquals(1, values.first(), label));
    assertEquals(61 * 6, driven.printed.size());
  }

  @Test
  void the_repeated_hour_of_autumn_goes_on_where_it_was() {
    Driven driven = new Driven(SequenceMode.RANGE, Reset.HOURLY, "Europe/Berlin");
    passMillis(Instant.parse("2026-10-25T00:59:50Z").toEpochMilli() - trueMillis);
    for (int second = 0; second < 20; second++) {
      passMillis(SECOND);
      driven.issueOnAll();
    }
    assertEquals(Set.of("2026-10-25T02"), driven.valuesOf.keySet());
    assertEquals(20 * 6, driven.printed.size());
  }

  @Test
  void nobody_waits_at_midnight_because_the_next_day_was_prepared() {
    Driven driven = new Driven(SequenceMode.RANGE, Reset.DAILY, "UTC");
    passMillis(Instant.parse("2026-11-22T00:00:00Z").toEpochMilli() - 10 * SECOND - trueMillis);
    driven.issueOnAll();
    passMillis(10 * SECOND);
    for (Issuer issuer : driven.issuers) {
      assertEquals("2026-11-22", TestingNode.id(issuer.tryIssue(1)).split("/", -1)[0]);
    }
  }

  @Test
  void a_day_whose_values_are_all_gone_does_not_keep_the_next_from_being_prepared() {
    SequenceRule rule =
        new SequenceRule(SequenceMode.RANGE, 1, 1, 20, 5, 20)
            .withTemplate(template(Reset.DAILY), Reset.DAILY, "UTC");
    TestingNode node = cluster.node(1);
    Issuer issuer =
        new RangeIssuer(
            node.put("orders", rule), rule, PeriodCalendar.of(rule).orElseThrow(), node.context);
    passMillis(Instant.parse("2026-11-22T00:00:00Z").toEpochMilli() - 60 * SECOND - trueMillis);
    assertEquals(20, TestingNode.ids(node.issue(issuer, 20)).size());
    passMillis(50 * SECOND);
    assertEquals(
        Problem.Code.SEQUENCE_EXHAUSTED, TestingNode.problem(node.issue(issuer, 1)).code());
    passMillis(10 * SECOND);
    assertEquals("2026-11-22/1", TestingNode.id(issuer.tryIssue(1)));
  }

  /** What was refused of the old day is no answer about the new one. */
  @Test
  void a_day_that_others_used_up_is_not_taken_for_the_next_one() {
    SequenceRule rule =
        new SequenceRule(SequenceMode.RANGE, 1, 1, 40, 20, 20)
            .withTemplate(template(Reset.DAILY), Reset.DAILY, "UTC");
    NamespaceRecord namespace = cluster.node(1).put("orders", rule);
    PeriodCalendar calendar = PeriodCalendar.of(rule).orElseThrow();
    TestingNode late = cluster.node(2);
    Issuer first = new RangeIssuer(namespace, rule, calendar, cluster.node(1).context);
    Issuer second = new RangeIssuer(namespace, rule, calendar, late.context);
    passMillis(Instant.parse("2026-11-22T00:00:00Z").toEpochMilli() - 100 - trueMillis);
    assertEquals(40, TestingNode.ids(cluster.node(1).issue(first, 40)).size());
    assertEquals(
        Problem.Code.SEQUENCE_EXHAUSTED, TestingNode.problem(late.issue(second, 1)).code());
    passMillis(100);
    assertEquals("2026-11-22", TestingNode.id(late.issue(second, 1)).split("/", -1)[0]);
  }

  @Test
  void what_is_held_of_a_day_that_is_over_is_sealed_and_never_printed() {
    Driven driven = new Driven(SequenceMode.RANGE, Reset.DAILY, "UTC");
    passMillis(Instant.parse("2026-11-22T00:00:00Z").toEpochMilli() - 30 * SECOND - trueMillis);
    driven.issueOnAll();
    assertTrue(driven.issuers.getFirst().remaining() > 0);
    cluster.nodes.forEach(node -> node.log.always(FakeLog.Fate.REFUSE));
    passMillis(40 * SECOND);
    assertNull(driven.issuers.getFirst().tryIssue(1));
    assertEquals(0, driven.issuers.getFirst().remaining());
  }
}
