package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class NamespaceRulesTest {

  private static final NamespaceName ORDERS = new NamespaceName("orders");
  private static final SequenceRule RULE = SequenceRule.DEFAULT;

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess n1 = cluster.start("n1");

  @Nested
  final class Putting {

    @Test
    void a_new_namespace_gets_a_number_and_the_first_generation() {
      Outcome.NamespacePut put = put(RULE);
      assertTrue(put.created());
      assertEquals(
          new NamespaceRecord(
              TenantId.DEFAULT,
              ORDERS,
              2,
              1,
              NamespaceRule.of(RULE),
              false,
              false,
              put.namespace().changeNonce(),
              n1.incarnation(),
              cluster.nowMillis()),
          put.namespace());
      assertEquals(put.namespace(), stored());
    }

    @Test
    void a_change_raises_the_generation_and_keeps_the_number() {
      NamespaceRecord first = put(RULE).namespace();
      Outcome.NamespacePut second = put(RULE.withMode(SequenceMode.MONOTONIC));
      assertFalse(second.created());
      assertEquals(first.number(), second.namespace().number());
      assertEquals(2, second.namespace().generation());
    }

    @Test
    void the_same_rule_again_changes_nothing() {
      NamespaceRecord first = put(RULE).namespace();
      assertEquals(new Outcome.NamespacePut(first, false), put(RULE));
      assertEquals(first, stored());
    }

    @Test
    void a_put_whose_reply_was_lost_gives_the_same_answer() {
      Command put = new Command.PutNamespace(ORDERS, NamespaceRule.of(RULE), absent());
      Outcome first = n1.propose(7, put);
      assertEquals(first, n1.propose(7, put));
      assertEquals(1, stored().generation());
    }

    @Test
    void the_same_nonce_of_another_process_is_another_put() {
      n1.propose(7, new Command.PutNamespace(ORDERS, NamespaceRule.of(RULE), none()));
      Outcome other =
          cluster
              .start("n2")
              .propose(7, new Command.PutNamespace(ORDERS, NamespaceRule.of(RULE), absent()));
      TestCluster.assertRejected(RejectionReason.PRECONDITION_FAILED, other);
    }

    @Test
    void tenants_have_namespaces_of_their_own() {
      NamespaceRecord mine = put(RULE).namespace();
      Envelope theirs =
          new Envelope(
              n1.node(),
              n1.incarnation(),
              cluster.nowMillis(),
              99,
              new TenantId("acme"),
              "",
              "",
              1,
              new Command.PutNamespace(ORDERS, NamespaceRule.of(Kind.ULID), absent()));
      Outcome.NamespacePut put =
          assertInstanceOf(Outcome.NamespacePut.class, cluster.apply(theirs).outcome());
      assertTrue(put.created());
      assertEquals(mine.number() + 1, put.namespace().number());
      assertEquals(mine, stored());
    }

    @Test
    void an_invalid_rule_is_refused_with_every_fault() {
      SequenceRule wrong = new SequenceRule(SequenceMode.RANGE, -1, 0, -2, 0, -1);
      Outcome outcome =
          cluster.assertRejectedWithoutTrace(
              RejectionReason.RULE_INVALID,
              () -> n1.propose(new Command.PutNamespace(ORDERS, NamespaceRule.of(wrong), none())));
      assertEquals(
          List.of("start", "step", "max", "range_size_min", "range_size_max"),
          assertInstanceOf(Outcome.Rejected.class, outcome).faults().stream()
              .map(FieldFault::field)
              .toList());
    }

    @Test
    void a_rule_that_contradicts_its_kind_is_refused() {
      refused(
          RejectionReason.RULE_INVALID,
          new Command.PutNamespace(ORDERS, NamespaceRule.of(Kind.SEQUENCE), none()));
      refused(
          RejectionReason.RULE_INVALID,
          new Command.PutNamespace(
              ORDERS, new NamespaceRule(Kind.ULID, RULE, "", new TreeMap<>()), none()));
    }

    @Test
    void text_beyond_its_bounds_is_refused() {
      String long1 = "x".repeat(NamespaceRule.TEXT_LENGTH_MAX + 1);
      Map<String, String> many = new TreeMap<>();
      for (int i = 0; i <= NamespaceRule.LABELS_MAX; i++) {
        many.put("l" + i, "");
      }
      for (NamespaceRule rule :
          List.of(
              new NamespaceRule(Kind.ULID, null, long1, new TreeMap<>()),
              new NamespaceRule(Kind.ULID, null, "", new TreeMap<>(Map.of(long1, ""))),
              new NamespaceRule(Kind.ULID, null, "", new TreeMap<>(Map.of("", "x"))),
              new NamespaceRule(Kind.ULID, null, "", new TreeMap<>(Map.of("x", long1))),
              new NamespaceRule(Kind.ULID, null, "", new TreeMap<>(many)))) {
        refused(RejectionReason.RULE_INVALID, new Command.PutNamespace(ORDERS, rule, none()));
      }
    }

    @Test
    void a_full_state_takes_no_new_namespace_but_changes_old_ones() {
      put(RULE);
      cluster.fillUp();
      refused(
          RejectionReason.STATE_FULL,
          new Command.PutNamespace(new NamespaceName("more"), NamespaceRule.of(RULE), none()));
      assertEquals(2, put(RULE.withMode(SequenceMode.MONOTONIC)).namespace().generation());
      n1.granted(Outcome.NamespaceDeleted.class, new Command.DeleteNamespace(ORDERS, none()));
      assertTrue(put(RULE).created());
    }
  }

  @Nested
  final class Preconditions {

    @Test
    void absent_means_no_live_namespace() {
      Command put = new Command.PutNamespace(ORDERS, NamespaceRule.of(RULE), absent());
      n1.granted(Outcome.NamespacePut.class, put);
      refused(RejectionReason.PRECONDITION_FAILED, put);
      n1.propose(new Command.DeleteNamespace(ORDERS, none()));
      assertTrue(n1.granted(Outcome.NamespacePut.class, put).created());
    }

    @Test
    void present_means_a_live_namespace() {
      Command put =
          new Command.PutNamespace(ORDERS, NamespaceRule.of(RULE), new Precondition.Present());
      refused(RejectionReason.PRECONDITION_FAILED, put);
      put(RULE.withMode(SequenceMode.MONOTONIC));
      n1.granted(Outcome.NamespacePut.class, put);
      n1.propose(new Command.DeleteNamespace(ORDERS, none()));
      refused(RejectionReason.PRECONDITION_FAILED, put);
    }

    @Test
    void a_generation_must_be_the_current_one() {
      Precondition first = new Precondition.AtGeneration(1);
      NamespaceRule changed = NamespaceRule.of(RULE.withMode(SequenceMode.MONOTONIC));
      refused(
          RejectionReason.PRECONDITION_FAILED, new Command.PutNamespace(ORDERS, changed, first));
      put(RULE);
      n1.granted(Outcome.NamespacePut.class, new Command.PutNamespace(ORDERS, changed, first));
      refused(
          RejectionReason.PRECONDITION_FAILED,
          new Command.PutNamespace(ORDERS, NamespaceRule.of(RULE), first));
      refused(RejectionReason.PRECONDITION_FAILED, new Command.DeleteNamespace(ORDERS, first));
      n1.granted(
          Outcome.NamespaceDeleted.class,
          new Command.DeleteNamespace(ORDERS, new Precondition.AtGeneration(2)));
    }
  }

  @Nested
  final class Freezing {

    @Test
    void before_the_first_value_the_rule_may_change() {
      put(RULE);
      put(new SequenceRule(SequenceMode.MONOTONIC, 5, 7, 1_000, 1, 1));
      n1.put("orders", NamespaceRule.of(Kind.SNOWFLAKE));
    }

    @Test
    void after_the_first_value_nothing_that_is_printed_may_change() {
      n1.reserve(put(RULE).namespace(), 1);
      assertFrozen("mode", NamespaceRule.of(RULE.withMode(SequenceMode.MONOTONIC)));
      assertFrozen("start", NamespaceRule.of(rule(2, 1)));
      assertFrozen("step", NamespaceRule.of(rule(1, 2)));
      assertFrozen("kind", NamespaceRule.of(Kind.UUID7));
    }

    @Test
    void a_raised_mark_freezes_the_rule_too() {
      put(RULE);
      n1.propose(new Command.RaiseHighWaterMark(ORDERS, PeriodLabel.NONE, 50));
      assertFrozen("start", NamespaceRule.of(rule(2, 1)));
    }

    @Test
    void limits_sizes_and_texts_may_always_change() {
      NamespaceRecord orders = put(RULE).namespace();
      n1.reserve(orders, 1);
      NamespaceRule changed =
          new NamespaceRule(
              Kind.SEQUENCE,
              new SequenceRule(SequenceMode.RANGE, 1, 1, 500, 7, 8),
              "described",
              new TreeMap<>(Map.of("team", "billing")));
      NamespaceRecord stored = n1.put("orders", changed);
      assertEquals(changed, stored.rule());
      assertTrue(stored.reserved());
    }

    @Test
    void kinds_that_issue_without_asking_are_frozen_from_the_start() {
      n1.put("orders", NamespaceRule.of(Kind.UUID7));
      assertFrozen("kind", NamespaceRule.of(Kind.ULID));
      assertFrozen("kind", NamespaceRule.of(RULE));
    }

    private void assertFrozen(String field, NamespaceRule rule) {
      Outcome outcome =
          cluster.assertRejectedWithoutTrace(
              RejectionReason.RULE_FROZEN,
              () -> n1.propose(new Command.PutNamespace(ORDERS, rule, none())));
      assertEquals(
          List.of(field),
          assertInstanceOf(Outcome.Rejected.class, outcome).faults().stream()
              .map(FieldFault::field)
              .toList());
    }
  }

  @Nested
  final class Deleting {

    @Test
    void a_tombstone_keeps_the_rule_and_the_marks() {
      NamespaceRecord orders = put(RULE).namespace();
      n1.reserve(orders, 10);
      NamespaceRecord tombstone =
          n1.granted(Outcome.NamespaceDeleted.class, new Command.DeleteNamespace(ORDERS, none()))
              .tombstone();
      assertTrue(tombstone.deleted() && tombstone.reserved());
      assertEquals(2, tombstone.generation());
      assertEquals(orders.rule(), tombstone.rule());
      assertEquals(tombstone, stored());
      LineKey line = new LineKey(TenantId.DEFAULT, orders.number(), PeriodLabel.NONE);
      assertTrue(cluster.find(view -> view.lines().get(line)).isPresent());
    }

    @Test
    void a_name_created_again_goes_on_above_its_marks() {
      NamespaceRecord orders = put(RULE).namespace();
      n1.reserve(orders, 10);
      n1.propose(new Command.DeleteNamespace(ORDERS, none()));
      Outcome.NamespacePut again = put(RULE);
      assertTrue(again.created());
      assertEquals(3, again.namespace().generation());
      assertEquals(orders.number(), again.namespace().number());
      assertEquals(new IdRange(11, 12, 1), n1.reserve(again.namespace(), 1));
    }

    @Test
    void a_name_created_again_must_match_its_frozen_rule() {
      n1.reserve(put(RULE).namespace(), 10);
      n1.propose(new Command.DeleteNamespace(ORDERS, none()));
      refused(
          RejectionReason.RULE_FROZEN,
          new Command.PutNamespace(ORDERS, NamespaceRule.of(rule(2, 1)), absent()));
    }

    @Test
    void a_name_that_never_gave_anything_away_may_come_back_as_something_else() {
      put(RULE);
      n1.propose(new Command.DeleteNamespace(ORDERS, none()));
      assertTrue(put(rule(50, 5)).created());
    }

    @Test
    void a_reservation_by_the_generation_before_the_deletion_is_refused() {
      NamespaceRecord before = put(RULE).namespace();
      n1.propose(new Command.DeleteNamespace(ORDERS, none()));
      put(RULE);
      refused(RejectionReason.STALE_GENERATION, TestProcess.reserveCommand(before, 1, 1));
    }

    @Test
    void a_deletion_whose_reply_was_lost_gives_the_same_answer() {
      put(RULE);
      Command delete = new Command.DeleteNamespace(ORDERS, new Precondition.AtGeneration(1));
      Outcome first = n1.propose(7, delete);
      assertEquals(first, n1.propose(7, delete));
      refused(RejectionReason.NAMESPACE_NOT_FOUND, delete);
    }

    @Test
    void an_unknown_namespace_cannot_be_deleted() {
      refused(RejectionReason.NAMESPACE_NOT_FOUND, new Command.DeleteNamespace(ORDERS, none()));
    }

    @Test
    void the_default_namespace_exists_and_cannot_be_deleted() {
      NamespaceKey key = new NamespaceKey(TenantId.DEFAULT, NamespaceName.DEFAULT);
      NamespaceRecord stored = cluster.find(view -> view.namespaces().get(key)).orElseThrow();
      assertEquals(NamespaceRule.of(Kind.UUID7), stored.rule());
      refused(
          RejectionReason.DEFAULT_NAMESPACE,
          new Command.DeleteNamespace(NamespaceName.DEFAULT, none()));
    }
  }

  private Outcome.NamespacePut put(SequenceRule rule) {
    return n1.granted(
        Outcome.NamespacePut.class,
        new Command.PutNamespace(ORDERS, NamespaceRule.of(rule), none()));
  }

  private NamespaceRecord stored() {
    return cluster
        .find(view -> view.namespaces().get(new NamespaceKey(TenantId.DEFAULT, ORDERS)))
        .orElseThrow();
  }

  private void refused(RejectionReason reason, Command command) {
    cluster.assertRejectedWithoutTrace(reason, () -> n1.propose(command));
  }

  private static SequenceRule rule(long start, long step) {
    return new SequenceRule(
        SequenceMode.RANGE, start, step, RULE.max(), RULE.rangeSizeMin(), RULE.rangeSizeMax());
  }

  private static Precondition none() {
    return Precondition.none();
  }

  private static Precondition absent() {
    return new Precondition.Absent();
  }
}
