package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Outcome.RangeReserved;
import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PeriodRulesTest {

  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  /** 2027-01-15T08:00:00Z. */
  private static final LocalDate TODAY = LocalDate.of(2027, 1, 15);

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess n1 = cluster.start("n1");
  private final NamespaceRecord orders =
      n1.put(
          "orders",
          SequenceRule.DEFAULT.withTemplate(
              "{date:yyyyMMdd}-{seq:4}", Reset.DAILY, "Europe/Berlin"));

  private static String day(int after) {
    return Reset.DAILY.periodOf(TODAY.plusDays(after), 0).label();
  }

  /** The day as Berlin has it in winter. */
  private static TimeWindow berlin(int after) {
    long begin = TODAY.plusDays(after).toEpochDay() * DAY - HOUR;
    return new TimeWindow(begin, begin + DAY);
  }

  private Command.ReserveRange reserve(String label, TimeWindow period, long count) {
    return new Command.ReserveRange(
        orders.name(), orders.generation(), new PeriodLabel(label), 1, count, period);
  }

  private RangeReserved reserved(int after, long count) {
    return n1.granted(RangeReserved.class, reserve(day(after), berlin(after), count));
  }

  private void refused(RejectionReason reason, Command command) {
    cluster.assertRejectedWithoutTrace(reason, () -> n1.propose(command));
  }

  private void passUntil(long millis) {
    cluster.passMillis(millis - cluster.nowMillis());
  }

  @Test
  void values_start_again_with_every_period() {
    assertEquals(new IdRange(1, 11, 1), reserved(0, 10).range());
    assertEquals(new IdRange(11, 16, 1), reserved(0, 5).range());
    passUntil(berlin(1).startMillis());
    RangeReserved next = reserved(1, 10);
    assertEquals(new IdRange(1, 11, 1), next.range());
    assertEquals(day(1), next.label().value());
    assertEquals(berlin(1), next.period());
  }

  @Test
  void a_line_opens_a_minute_early_and_closes_with_its_period() {
    passUntil(berlin(1).startMillis() - 60_001);
    refused(RejectionReason.CLOCK_OUT_OF_BOUNDS, reserve(day(1), berlin(1), 1));
    cluster.passMillis(1);
    assertEquals(1, reserved(1, 1).range().first());
    passUntil(berlin(0).endMillis() - 1);
    assertEquals(1, reserved(0, 1).range().first());
    cluster.passMillis(1);
    refused(RejectionReason.CLOCK_OUT_OF_BOUNDS, reserve(day(0), berlin(0), 1));
  }

  @Test
  void a_monotonic_line_opens_when_its_period_begins_and_not_before() {
    SequenceRule rule =
        SequenceRule.DEFAULT
            .withMode(SequenceMode.MONOTONIC)
            .withTemplate("{date:yyyyMMdd}-{seq}", Reset.DAILY, "Europe/Berlin");
    NamespaceName name = new NamespaceName("rising");
    n1.granted(
        Outcome.NamespacePut.class,
        new Command.PutNamespace(name, NamespaceRule.of(rule), Precondition.none()));
    Command.ReserveRange next =
        new Command.ReserveRange(name, 1, new PeriodLabel(day(1)), 1, 1, berlin(1));
    passUntil(berlin(1).startMillis() - 1);
    refused(RejectionReason.CLOCK_OUT_OF_BOUNDS, next);
    cluster.passMillis(1);
    assertEquals(1, n1.granted(RangeReserved.class, next).range().first());
  }

  @Test
  void a_closed_line_never_opens_again_whatever_end_a_proposer_claims() {
    reserved(0, 10);
    passUntil(berlin(1).startMillis());
    TimeWindow stretched =
        new TimeWindow(berlin(0).startMillis(), berlin(0).endMillis() + 6 * HOUR);
    refused(RejectionReason.CLOCK_OUT_OF_BOUNDS, reserve(day(0), stretched, 1));
  }

  @Test
  void what_is_stored_for_a_label_outranks_a_proposer_s_tables() {
    reserved(0, 10);
    TimeWindow otherTables = new TimeWindow(berlin(0).startMillis() + HOUR, berlin(0).endMillis());
    RangeReserved granted = n1.granted(RangeReserved.class, reserve(day(0), otherTables, 1));
    assertEquals(berlin(0), granted.period());
    assertEquals(11, granted.range().first());
  }

  @Test
  void a_label_that_fits_no_zone_or_no_reset_is_refused() {
    refused(RejectionReason.BAD_COMMAND, reserve(day(0), TimeWindow.EMPTY, 1));
    refused(RejectionReason.BAD_COMMAND, reserve(day(0), berlin(2), 1));
    refused(RejectionReason.BAD_COMMAND, reserve("2027-01", berlin(0), 1));
    refused(RejectionReason.BAD_COMMAND, reserve("", TimeWindow.EMPTY, 1));
    refused(RejectionReason.BAD_COMMAND, reserve("2027-02-29", berlin(0), 1));
    TimeWindow tooLong = new TimeWindow(berlin(0).startMillis(), berlin(0).startMillis() + 3 * DAY);
    refused(RejectionReason.BAD_COMMAND, reserve(day(0), tooLong, 1));
  }

  @Test
  void the_hour_that_autumn_repeats_is_one_label_and_one_line() {
    NamespaceRecord hourly =
        n1.put(
            "hourly",
            SequenceRule.DEFAULT.withTemplate(
                "{date:yyyyMMddHH}-{seq}", Reset.HOURLY, "Europe/Berlin"));
    // Summer time ends on 2027-10-31 at 01:00Z: 02:00 local comes at 00:00Z and again at 01:00Z.
    long begin = LocalDate.of(2027, 10, 31).toEpochDay() * DAY;
    TimeWindow twoHours = new TimeWindow(begin, begin + 2 * HOUR);
    Command.ReserveRange command =
        new Command.ReserveRange(
            hourly.name(), 1, new PeriodLabel("2027-10-31T02"), 1, 5, twoHours);
    passUntil(begin + HOUR / 2);
    assertEquals(1, n1.granted(RangeReserved.class, command).range().first());
    cluster.passMillis(HOUR);
    assertEquals(6, n1.granted(RangeReserved.class, command).range().first());
  }

  @Test
  void the_template_s_width_ends_a_period_s_values() {
    Command.ReserveRange all = reserve(day(0), berlin(0), 50_000);
    assertEquals(9_999, n1.granted(RangeReserved.class, all).range().count());
    refused(RejectionReason.SEQUENCE_EXHAUSTED, reserve(day(0), berlin(0), 1));
    passUntil(berlin(1).startMillis());
    assertEquals(1, reserved(1, 1).range().first());
  }

  @Test
  void closed_periods_shrink_to_their_mark_a_few_ranges_at_a_time() {
    for (int i = 0; i < 40; i++) {
      reserved(0, 1);
    }
    passUntil(berlin(0).endMillis() - 1);
    reserved(1, 1);
    assertEquals(41, ranges());
    cluster.passMillis(1);
    reserved(1, 1);
    assertEquals(42 - PeriodRules.SHRUNK_RANGES_MAX, ranges());
    reserved(1, 1);
    reserved(1, 1);
    assertEquals(4, ranges());
    LineRecord closed = line(0);
    assertEquals(41, closed.highWaterMark());
    assertEquals(0, closed.rangesKept());
    refused(RejectionReason.CLOCK_OUT_OF_BOUNDS, reserve(day(0), berlin(0), 1));
  }

  @Test
  void ranges_of_another_namespace_are_left_alone() {
    NamespaceRecord plain = n1.put("plain", SequenceRule.DEFAULT);
    n1.reserve(plain, 5);
    reserved(0, 1);
    passUntil(berlin(1).startMillis());
    reserved(1, 1);
    assertEquals(2, ranges());
  }

  @Test
  void a_full_state_opens_no_further_line() {
    reserved(0, 1);
    passUntil(berlin(1).startMillis());
    cluster.fillUp();
    refused(RejectionReason.STATE_FULL, reserve(day(1), berlin(1), 1));
  }

  @Test
  void a_full_state_opens_a_new_period_in_the_place_of_one_that_is_long_over() {
    reserved(0, 10);
    passUntil(berlin(1).startMillis());
    reserved(1, 10);
    passUntil(berlin(0).endMillis() + PeriodRules.FORGOTTEN_AFTER_MILLIS - 1);
    cluster.fillUp();
    long rows = cluster.cluster().rows();
    refused(RejectionReason.STATE_FULL, reserve(day(2), berlin(2), 1));
    cluster.passMillis(1);
    assertEquals(new IdRange(1, 11, 1), reserved(2, 10).range());
    assertTrue(cluster.find(view -> view.lines().get(keyOf(0))).isEmpty(), "forgotten");
    assertTrue(cluster.find(view -> view.lines().get(keyOf(1))).isPresent(), "too young");
    assertTrue(cluster.cluster().rows() <= rows, "takes no more room");
  }

  @Test
  void a_forgotten_period_opens_for_no_end_that_could_be_claimed() {
    reserved(0, 10);
    passUntil(berlin(0).endMillis() + PeriodRules.FORGOTTEN_AFTER_MILLIS);
    cluster.fillUp();
    int after = (int) ((cluster.nowMillis() - berlin(0).startMillis()) / DAY);
    reserved(after, 1);
    assertTrue(cluster.find(view -> view.lines().get(keyOf(0))).isEmpty(), "forgotten");
    long latestEnd = TODAY.plusDays(1).toEpochDay() * DAY + Period.OFFSET_MILLIS_MAX;
    TimeWindow latest = new TimeWindow(latestEnd - DAY, latestEnd);
    refused(RejectionReason.CLOCK_OUT_OF_BOUNDS, reserve(day(0), latest, 1));
  }

  private LineKey keyOf(int after) {
    return new LineKey(TenantId.DEFAULT, orders.number(), new PeriodLabel(day(after)));
  }

  @Nested
  class Raising {

    private Command.RaiseHighWaterMark raise(String label, TimeWindow period, long to) {
      return new Command.RaiseHighWaterMark(orders.name(), new PeriodLabel(label), to, period);
    }

    @Test
    void raises_the_mark_of_one_period() {
      n1.granted(Outcome.HighWaterMarkRaised.class, raise(day(0), berlin(0), 500));
      assertEquals(500, reserved(0, 1).range().first());
      passUntil(berlin(1).startMillis());
      assertEquals(1, reserved(1, 1).range().first());
    }

    @Test
    void needs_an_open_period_and_a_value_that_can_be_printed() {
      refused(RejectionReason.RULE_INVALID, raise("", TimeWindow.EMPTY, 5));
      refused(RejectionReason.RULE_INVALID, raise(day(1), berlin(1), 5));
      refused(RejectionReason.RULE_INVALID, raise(day(0), berlin(0), 10_000));
    }
  }

  @Nested
  class Rules {

    @Test
    void what_decides_the_printed_string_is_frozen() {
      reserved(0, 1);
      for (SequenceRule changed :
          List.of(
              SequenceRule.DEFAULT.withTemplate(
                  "{date:yyyyMMdd}-{seq:5}", Reset.DAILY, "Europe/Berlin"),
              SequenceRule.DEFAULT.withTemplate(
                  "{date:yyyyMMdd}-{seq:4}", Reset.DAILY, "Europe/Paris"),
              SequenceRule.DEFAULT.withTemplate(
                  "{date:yyyyMMdd}-{seq:4}", Reset.HOURLY, "Europe/Berlin"))) {
        Outcome outcome =
            n1.propose(
                new Command.PutNamespace(
                    orders.name(), NamespaceRule.of(changed), Precondition.none()));
        assertTrue(outcome instanceof Outcome.Rejected, outcome::toString);
      }
    }

    @Test
    void a_cluster_of_an_older_level_refuses_rules_that_its_members_do_not_know() {
      cluster.changeFeatureLevel(1);
      refused(
          RejectionReason.UNKNOWN_FEATURE,
          new Command.PutNamespace(
              new NamespaceName("new"),
              NamespaceRule.of(SequenceRule.DEFAULT.withTemplate("{seq:8}", Reset.NONE, "UTC")),
              Precondition.none()));
      refused(RejectionReason.UNKNOWN_FEATURE, reserve(day(0), berlin(0), 1));
      n1.put("plain", SequenceRule.DEFAULT);
    }
  }

  private LineRecord line(int after) {
    LineKey key = new LineKey(TenantId.DEFAULT, orders.number(), new PeriodLabel(day(after)));
    return cluster.find(view -> view.lines().get(key)).orElseThrow();
  }

  private int ranges() {
    AtomicInteger count = new AtomicInteger();
    LineKey first = new LineKey(new TenantId("0"), 1, PeriodLabel.NONE);
    cluster.find(
        view -> {
          view.ranges().scan(new RangeKey(first, 0), (key, range) -> count.incrementAndGet() > 0);
          return null;
        });
    return count.get();
  }
}
