package io.tidemark.core;

import static io.tidemark.core.SequenceRule.RANGE_SIZE_MAX;
import static io.tidemark.core.SequenceRule.STEP_MAX;
import static io.tidemark.core.SequenceRule.VALUE_MAX;
import static io.tidemark.core.TestCluster.assertRejected;
import static io.tidemark.core.TestProcess.reserveCommand;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class LineRulesTest {

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess n1 = cluster.start("n1");
  private final TestProcess n2 = cluster.start("n2");
  private final NamespaceRecord orders = n1.put("orders", SequenceRule.DEFAULT);
  private final LineKey line = new LineKey(TenantId.DEFAULT, orders.number(), PeriodLabel.NONE);

  @Nested
  final class Reserving {

    @Test
    void ranges_follow_one_another_whoever_asks() {
      assertEquals(new IdRange(1, 11, 1), n1.reserve(orders, 10));
      assertEquals(new IdRange(11, 16, 1), n2.reserve(orders, 5));
      assertEquals(new IdRange(16, 17, 1), n1.reserve(orders, 1));
      assertEquals(new LineRecord(17, 16, 3, 0, IncarnationNumber.NONE), line());
    }

    @Test
    void a_reservation_made_again_reserves_again() {
      Command again = reserveCommand(orders, 1, 10);
      assertInstanceOf(Outcome.RangeReserved.class, n1.propose(5, again));
      Outcome second = n1.propose(5, again);
      assertEquals(
          new IdRange(11, 21, 1), assertInstanceOf(Outcome.RangeReserved.class, second).range());
    }

    @Test
    void two_reservations_of_one_entry_do_not_overlap() {
      List<Reply> replies =
          cluster.apply(
              List.of(
                  n1.envelope(1, reserveCommand(orders, 1, 10)),
                  n2.envelope(1, reserveCommand(orders, 1, 10))));
      assertEquals(new IdRange(1, 11, 1), rangeOf(replies.get(0)));
      assertEquals(new IdRange(11, 21, 1), rangeOf(replies.get(1)));
    }

    @Test
    void the_range_is_on_record_with_its_holder() {
      n2.reserve(orders, 10);
      assertEquals(
          Optional.of(new RangeRecord(11, n2.incarnation(), cluster.nowMillis(), RangeRecord.OPEN)),
          cluster.find(view -> view.ranges().get(new RangeKey(line, 1))));
    }

    @Test
    void values_are_a_step_apart() {
      NamespaceRecord odd = n1.put("odd", rule(7, 2, VALUE_MAX));
      assertEquals(new IdRange(7, 13, 2), n1.reserve(odd, 3));
      assertEquals(new IdRange(13, 15, 2), n1.reserve(odd, 1));
    }

    @Test
    void only_the_latest_ranges_of_a_line_stay_on_record() {
      for (int i = 0; i < LineRules.RANGES_KEPT_MAX + 3; i++) {
        n1.reserve(orders, 1);
      }
      assertEquals(LineRules.RANGES_KEPT_MAX, line().rangesKept());
      assertEquals(
          Optional.empty(), cluster.find(view -> view.ranges().get(new RangeKey(line, 3))));
      assertTrue(cluster.find(view -> view.ranges().get(new RangeKey(line, 4))).isPresent());
    }

    @Test
    void an_unknown_namespace_is_refused() {
      Command unknown =
          new Command.ReserveRange(new NamespaceName("nobody"), 1, PeriodLabel.NONE, 1, 1);
      refused(RejectionReason.NAMESPACE_NOT_FOUND, unknown);
    }

    @Test
    void the_namespace_of_another_tenant_is_unknown() {
      Envelope foreign =
          new Envelope(
              n1.node(),
              n1.incarnation(),
              cluster.nowMillis(),
              1,
              new TenantId("acme"),
              "",
              "",
              1,
              reserveCommand(orders, 1, 1));
      assertRejected(RejectionReason.NAMESPACE_NOT_FOUND, cluster.apply(foreign).outcome());
    }

    @Test
    void a_deleted_namespace_is_unknown() {
      n1.propose(new Command.DeleteNamespace(orders.name(), Precondition.none()));
      refused(RejectionReason.NAMESPACE_NOT_FOUND, reserveCommand(orders, 1, 1));
    }

    @Test
    void an_outdated_rule_is_refused_though_it_printed_the_same() {
      n2.put(
          "orders",
          new NamespaceRule(
              Kind.SEQUENCE, SequenceRule.DEFAULT, "described", orders.rule().labels()));
      refused(RejectionReason.STALE_GENERATION, reserveCommand(orders, 1, 1));
    }

    @Test
    void a_namespace_without_a_line_is_refused() {
      refused(
          RejectionReason.WRONG_KIND,
          new Command.ReserveRange(NamespaceName.DEFAULT, 1, PeriodLabel.NONE, 1, 1));
    }

    @Test
    void counts_out_of_bounds_are_refused() {
      refused(RejectionReason.BAD_COMMAND, reserveCommand(orders, 0, 1));
      refused(RejectionReason.BAD_COMMAND, reserveCommand(orders, -1, 1));
      refused(RejectionReason.BAD_COMMAND, reserveCommand(orders, 2, 1));
      refused(RejectionReason.BAD_COMMAND, reserveCommand(orders, 1, RANGE_SIZE_MAX + 1));
      refused(RejectionReason.BAD_COMMAND, reserveCommand(orders, 1, Long.MAX_VALUE));
      refused(RejectionReason.BAD_COMMAND, reserveCommand(orders, Long.MIN_VALUE, Long.MIN_VALUE));
    }

    @Test
    void a_period_is_refused_where_there_is_none() {
      refused(
          RejectionReason.BAD_COMMAND,
          new Command.ReserveRange(orders.name(), 1, new PeriodLabel("2026"), 1, 1));
    }
  }

  @Nested
  final class AtTheEnd {

    @Test
    void the_last_range_is_as_short_as_the_rest() {
      NamespaceRecord few = n1.put("few", rule(1, 1, 10));
      assertEquals(new IdRange(1, 9, 1), n1.reserve(few, 8));
      assertEquals(new IdRange(9, 11, 1), n1.reserve(few, 8));
      refused(RejectionReason.SEQUENCE_EXHAUSTED, reserveCommand(few, 1, 8));
    }

    @Test
    void fewer_values_than_are_of_use_are_not_reserved() {
      NamespaceRecord few = n1.put("few", rule(1, 1, 10));
      refused(RejectionReason.SEQUENCE_EXHAUSTED, reserveCommand(few, 11, 20));
      assertEquals(10, n1.reserve(few, 20).count());
    }

    @Test
    void a_step_never_jumps_over_the_maximum() {
      NamespaceRecord tens = n1.put("tens", rule(5, 10, 24));
      assertEquals(new IdRange(5, 25, 10), n1.reserve(tens, 100));
      refused(RejectionReason.SEQUENCE_EXHAUSTED, reserveCommand(tens, 1, 1));
    }

    @Test
    void a_line_can_start_and_end_at_the_largest_value() {
      NamespaceRecord one = n1.put("one", rule(VALUE_MAX, STEP_MAX, VALUE_MAX));
      assertEquals(new IdRange(VALUE_MAX, Long.MAX_VALUE, STEP_MAX), n1.reserve(one, 9));
      refused(RejectionReason.SEQUENCE_EXHAUSTED, reserveCommand(one, 1, 1));
    }

    @Test
    void the_largest_steps_do_not_overflow() {
      NamespaceRecord wide = n1.put("wide", rule(0, STEP_MAX, VALUE_MAX));
      n1.propose(
          new Command.RaiseHighWaterMark(
              wide.name(), PeriodLabel.NONE, VALUE_MAX - RANGE_SIZE_MAX * STEP_MAX));
      IdRange last = n1.reserve(wide, RANGE_SIZE_MAX);
      assertEquals(RANGE_SIZE_MAX, last.count());
      assertTrue(last.end() > last.first(), last.toString());
      assertTrue(last.valueAt(last.count() - 1) <= VALUE_MAX, last.toString());
    }

    @Test
    void a_higher_maximum_lets_the_line_go_on() {
      NamespaceRecord few = n1.put("few", rule(1, 1, 3));
      n1.reserve(few, 3);
      NamespaceRecord more = n1.put("few", rule(1, 1, 5));
      assertEquals(new IdRange(4, 6, 1), n1.reserve(more, 9));
    }

    @Test
    void a_maximum_below_the_mark_ends_the_line() {
      NamespaceRecord few = n1.put("few", rule(1, 1, 9));
      n1.reserve(few, 8);
      NamespaceRecord fewer = n1.put("few", rule(1, 1, 4));
      refused(RejectionReason.SEQUENCE_EXHAUSTED, reserveCommand(fewer, 1, 1));
    }
  }

  @Nested
  final class Sealing {

    @Test
    void the_holder_says_where_it_stopped() {
      n1.reserve(orders, 10);
      n1.granted(Outcome.RangeSealed.class, seal(1, 4));
      assertEquals(4, sealedEnd(1));
    }

    @Test
    void the_rest_is_never_given_again() {
      n1.reserve(orders, 10);
      n1.propose(seal(1, 1));
      assertEquals(new IdRange(11, 12, 1), n1.reserve(orders, 1));
    }

    @Test
    void a_seal_made_again_changes_nothing() {
      n1.reserve(orders, 10);
      n1.propose(5, seal(1, 4));
      assertInstanceOf(Outcome.RangeSealed.class, n1.propose(5, seal(1, 4)));
      assertEquals(4, sealedEnd(1));
    }

    @Test
    void a_range_of_another_is_refused() {
      n1.reserve(orders, 10);
      assertRejected(RejectionReason.NOT_OWNER, n2.propose(seal(1, 4)));
      assertEquals(RangeRecord.OPEN, sealedEnd(1));
    }

    @Test
    void a_range_that_is_not_on_record_is_refused() {
      n1.reserve(orders, 10);
      refused(RejectionReason.NOT_OWNER, seal(2, 4));
    }

    @Test
    void an_end_outside_the_range_is_refused() {
      n1.reserve(orders, 10);
      refused(RejectionReason.BAD_COMMAND, seal(1, 0));
      refused(RejectionReason.BAD_COMMAND, seal(1, 12));
      n1.granted(Outcome.RangeSealed.class, seal(1, 11));
    }

    @Test
    void values_that_no_key_can_have_are_refused() {
      refused(RejectionReason.BAD_COMMAND, seal(-1, 4));
      refused(RejectionReason.BAD_COMMAND, new Command.SealRange(0, PeriodLabel.NONE, 1, 1));
      refused(RejectionReason.BAD_COMMAND, new Command.SealRange(-7, PeriodLabel.NONE, 1, 1));
    }

    private Command.SealRange seal(long first, long usedEnd) {
      return new Command.SealRange(orders.number(), PeriodLabel.NONE, first, usedEnd);
    }

    private long sealedEnd(long first) {
      return cluster
          .find(view -> view.ranges().get(new RangeKey(line, first)))
          .orElseThrow()
          .sealedEnd();
    }
  }

  @Nested
  final class Raising {

    @Test
    void the_line_goes_on_at_the_raised_mark() {
      n1.reserve(orders, 10);
      assertEquals(new Outcome.HighWaterMarkRaised(11, 500), n1.propose(raise(orders, 500)));
      assertEquals(new IdRange(500, 501, 1), n1.reserve(orders, 1));
      assertEquals(11, line().reservedTotal());
    }

    @Test
    void a_line_can_be_raised_before_its_first_value() {
      assertEquals(new Outcome.HighWaterMarkRaised(1, 500), n1.propose(raise(orders, 500)));
      assertEquals(new IdRange(500, 501, 1), n1.reserve(orders, 1));
    }

    @Test
    void a_mark_between_two_values_becomes_the_next_one() {
      NamespaceRecord tens = n1.put("tens", rule(5, 10, VALUE_MAX));
      assertEquals(new Outcome.HighWaterMarkRaised(5, 25), n1.propose(raise(tens, 16)));
      assertEquals(new IdRange(25, 35, 10), n1.reserve(tens, 1));
    }

    @Test
    void a_mark_never_moves_back_and_never_stands_still() {
      n1.propose(raise(orders, 500));
      refused(RejectionReason.MARK_NOT_RAISED, raise(orders, 500));
      refused(RejectionReason.MARK_NOT_RAISED, raise(orders, 499));
      refused(RejectionReason.MARK_NOT_RAISED, raise(orders, 0));
    }

    @Test
    void a_mark_that_is_no_value_of_the_line_is_refused() {
      NamespaceRecord few = n1.put("few", rule(1, 1, 10));
      refused(RejectionReason.RULE_INVALID, raise(few, 11));
      refused(RejectionReason.RULE_INVALID, raise(few, -1));
      refused(RejectionReason.RULE_INVALID, raise(orders, Long.MAX_VALUE));
      refused(RejectionReason.RULE_INVALID, raise(orders, Long.MIN_VALUE));
      refused(
          RejectionReason.RULE_INVALID,
          new Command.RaiseHighWaterMark(orders.name(), new PeriodLabel("2026"), 5));
    }

    @Test
    void the_largest_mark_ends_the_line_without_an_overflow() {
      NamespaceRecord wide = n1.put("wide", rule(1, STEP_MAX, VALUE_MAX));
      Outcome raised = n1.propose(raise(wide, VALUE_MAX));
      long to = assertInstanceOf(Outcome.HighWaterMarkRaised.class, raised).to();
      assertTrue(to >= VALUE_MAX && (to - 1) % STEP_MAX == 0, "raised to " + to);
      refused(RejectionReason.SEQUENCE_EXHAUSTED, reserveCommand(wide, 1, 1));
    }

    @Test
    void a_raise_whose_reply_was_lost_may_be_made_again() {
      assertEquals(new Outcome.HighWaterMarkRaised(1, 500), n1.propose(7, raise(orders, 500)));
      Outcome again = n1.propose(7, raise(orders, 500));
      assertEquals(500, assertInstanceOf(Outcome.HighWaterMarkRaised.class, again).to());
    }

    @Test
    void the_same_nonce_of_another_process_is_another_raise() {
      n1.propose(7, raise(orders, 500));
      assertEquals(new Outcome.HighWaterMarkRaised(500, 900), n2.propose(7, raise(orders, 900)));
    }

    @Test
    void unknown_namespaces_and_other_kinds_are_refused() {
      refused(
          RejectionReason.NAMESPACE_NOT_FOUND,
          new Command.RaiseHighWaterMark(new NamespaceName("nobody"), PeriodLabel.NONE, 5));
      refused(
          RejectionReason.WRONG_KIND,
          new Command.RaiseHighWaterMark(NamespaceName.DEFAULT, PeriodLabel.NONE, 5));
    }

    private Command.RaiseHighWaterMark raise(NamespaceRecord namespace, long to) {
      return new Command.RaiseHighWaterMark(namespace.name(), PeriodLabel.NONE, to);
    }
  }

  @Nested
  final class WhenFull {

    @Test
    void a_new_line_is_refused_and_an_old_one_goes_on() {
      NamespaceRecord fresh = n1.put("fresh", SequenceRule.DEFAULT);
      n1.reserve(orders, 10);
      cluster.fillUp();
      refused(RejectionReason.STATE_FULL, reserveCommand(fresh, 1, 1));
      refused(
          RejectionReason.STATE_FULL,
          new Command.RaiseHighWaterMark(fresh.name(), PeriodLabel.NONE, 50));
      assertEquals(new IdRange(11, 21, 1), n1.reserve(orders, 10));
    }

    @Test
    void a_line_whose_first_range_makes_the_state_nearly_full_begins() {
      NamespaceRecord fresh = n1.put("fresh", SequenceRule.DEFAULT);
      while (cluster.cluster().rows() % 4 != 3) {
        n1.put("filler-" + cluster.cluster().rows(), SequenceRule.DEFAULT);
      }
      cluster.fillUpButForOneRow();
      assertEquals(new IdRange(1, 11, 1), n1.reserve(fresh, 10));
      assertTrue(cluster.cluster().isNearlyFull());
    }

    @Test
    void an_old_line_keeps_no_longer_history_than_it_has() {
      n1.reserve(orders, 10);
      n1.reserve(orders, 10);
      cluster.fillUp();
      long rows = cluster.cluster().rows();
      for (int i = 0; i < 20; i++) {
        n1.reserve(orders, 10);
      }
      assertEquals(rows, cluster.cluster().rows());
      assertEquals(2, line().rangesKept());
    }
  }

  @Nested
  final class Faults {

    @Test
    void a_missing_mark_with_ranges_on_record_halts_the_node() {
      n1.reserve(orders, 10);
      cluster.corrupt(
          tables -> {
            tables.lines().delete(line);
            tables.namespaces().put(orders.key(), orders);
          });
      assertHalts(n1.envelope(1, reserveCommand(orders, 1, 1)));
    }

    @Test
    void a_missing_mark_of_a_namespace_that_has_given_values_away_halts_the_node() {
      n1.reserve(orders, 10);
      cluster.corrupt(
          tables -> {
            tables.lines().delete(line);
            tables.ranges().delete(new RangeKey(line, 1));
          });
      assertHalts(n1.envelope(1, reserveCommand(orders, 1, 1)));
      assertHalts(
          n1.envelope(1, new Command.RaiseHighWaterMark(orders.name(), PeriodLabel.NONE, 50)));
    }

    @Test
    void counted_ranges_that_are_missing_halt_the_node() {
      n1.reserve(orders, 10);
      cluster.corrupt(
          tables -> {
            tables
                .lines()
                .put(line, new LineRecord(11, 10, LineRules.RANGES_KEPT_MAX, 0, n1.incarnation()));
            tables.ranges().delete(new RangeKey(line, 1));
          });
      assertHalts(n1.envelope(1, reserveCommand(orders, 1, 1)));
    }

    private void assertHalts(Envelope envelope) {
      LogPosition position = cluster.nextPosition();
      Entry entry = new Entry(List.of(envelope));
      assertThrows(
          BrokenInvariantException.class,
          () -> cluster.store.writeOnly(tables -> ReplicatedState.apply(tables, position, entry)));
    }
  }

  private LineRecord line() {
    return cluster.find(view -> view.lines().get(line)).orElseThrow();
  }

  private void refused(RejectionReason reason, Command command) {
    cluster.assertRejectedWithoutTrace(reason, () -> n1.propose(command));
  }

  private static IdRange rangeOf(Reply reply) {
    return assertInstanceOf(Outcome.RangeReserved.class, reply.outcome()).range();
  }

  private static SequenceRule rule(long start, long step, long max) {
    return new SequenceRule(SequenceMode.RANGE, start, step, max, 1, 1_000);
  }
}
