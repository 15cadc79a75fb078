package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.ids;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.FakeLog.Fate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** How much a node reserves of a sequence in mode {@code range}, and when. */
final class RangeDemandTest {

  private final TestingNode node = new TestingNode();

  private RangeIssuer issuer(SequenceRule rule) {
    return issuer(node, node.put("orders", rule), rule);
  }

  private static RangeIssuer issuer(TestingNode on, NamespaceRecord namespace, SequenceRule rule) {
    return new RangeIssuer(namespace, rule, PeriodCalendar.of(rule).orElseThrow(), on.context);
  }

  private List<Command.ReserveRange> reservations() {
    return node.log.submitted(Command.ReserveRange.class);
  }

  @Test
  void theFirstReservationIsSmallAndASteadyRateIsCoveredForTenSeconds() {
    RangeIssuer issuer = issuer(SequenceRule.DEFAULT);
    assertEquals("1", id(node.issue(issuer, 1)));
    assertEquals(100, reservations().getFirst().countWanted());

    for (int second = 0; second < 60; second++) {
      node.ticker.advanceMillis(1_000);
      ids(node.issue(issuer, 500));
    }
    long wanted = reservations().getLast().countWanted();
    // What came in batches is looked for up to a quarter further back, and the one at hand waits.
    assertTrue(wanted >= 4_000 && wanted <= 7_000, "500 a second got " + wanted);
  }

  @Test
  void oneLargeBatchIsNotTakenForARate() {
    RangeIssuer issuer = issuer(SequenceRule.DEFAULT);
    node.ticker.advanceMillis(2);
    assertEquals(10_000, ids(node.issue(issuer, 10_000)).size());
    assertEquals(10_000, reservations().getFirst().countWanted());
  }

  @Test
  void whatIsAskedForShrinksAgainOnceDemandIsGone() {
    RangeIssuer issuer = issuer(SequenceRule.DEFAULT);
    for (int second = 0; second < 20; second++) {
      node.ticker.advanceMillis(1_000);
      ids(node.issue(issuer, 5_000));
    }
    assertTrue(reservations().getLast().countWanted() >= 40_000);
    node.ticker.advanceMillis(120_000);
    ids(node.issue(issuer, 1));
    long wanted = reservations().getLast().countWanted();
    assertTrue(wanted <= 5_000, "after two idle minutes " + wanted);
  }

  @Property(tries = 200)
  void theBatchesOfTenSecondsCouldComeOnceMoreWithoutALeader(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 2, max = 10_000) Integer> counts,
      @ForAll @IntRange(min = 1, max = 20_000) int millisBetween) {
    TestingNode fresh = new TestingNode();
    RangeIssuer issuer =
        issuer(fresh, fresh.put("orders", SequenceRule.DEFAULT), SequenceRule.DEFAULT);
    int lately = 1 + (int) (fresh.limits.demandMillis() / millisBetween);
    for (int i = 0; i < counts.size(); i++) {
      fresh.ticker.advanceMillis(millisBetween);
      ids(fresh.issue(issuer, counts.get(i)));
      int again =
          counts.subList(Math.max(0, i + 1 - lately), i + 1).stream().mapToInt(c -> c).sum();
      assertTrue(issuer.remaining() >= again, issuer.remaining() + " held of " + again);
    }
  }

  /** What is held must not only be enough, but last for as long as a failover may take. */
  @Property(tries = 500)
  void whatWasIssuedInTenSecondsCouldComeOnceMoreShortOfAQuarterOfTheHoldLater(
      @ForAll @Size(60) List<@From("counts") Integer> counts,
      @ForAll @Size(60) List<@IntRange(min = 1, max = 15_000) Integer> gaps) {
    TestingNode fresh = new TestingNode();
    RangeIssuer issuer =
        issuer(fresh, fresh.put("orders", SequenceRule.DEFAULT), SequenceRule.DEFAULT);
    for (int i = 0; i < counts.size(); i++) {
      fresh.ticker.advanceMillis(gaps.get(i));
      ids(fresh.issue(issuer, counts.get(i)));
    }
    long again = 0;
    long ago = 0;
    for (int i = counts.size() - 1; i >= 0 && ago <= fresh.limits.demandMillis(); i--) {
      again += counts.get(i);
      ago += gaps.get(i);
    }
    fresh.ticker.advanceMillis(fresh.limits.holdMillisMax() / 4 - 1);
    assertTrue(issuer.remaining() >= again, issuer.remaining() + " held of " + again);
  }

  /** Mostly one at a time, as most callers ask. */
  @Provide
  Arbitrary<Integer> counts() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.just(1)), Tuple.of(1, Arbitraries.integers().between(2, 2_000)));
  }

  @Test
  void singleIdsBesideABatchAreCoveredToo() {
    RangeIssuer issuer = issuer(SequenceRule.DEFAULT);
    for (int single = 0; single < 8; single++) {
      node.ticker.advanceMillis(900);
      ids(node.issue(issuer, 1));
    }
    ids(node.issue(issuer, 100));
    node.log.always(Fate.REFUSE);
    ids(issuer.tryIssue(100));
    for (int single = 0; single < 8; single++) {
      ids(issuer.tryIssue(1));
    }
  }

  /** A range that waits in line was reserved soon after the one in use, and ends with it. */
  @Test
  void aRangeInLineThatEndsSoonDoesNotPassForASuccessor() {
    RangeIssuer issuer =
        issuer(new SequenceRule(SequenceMode.RANGE, 1, 1, SequenceRule.VALUE_MAX, 100, 100));
    ids(node.issue(issuer, 30));
    assertEquals(2, reservations().size());
    node.ticker.advanceMillis(node.limits.holdMillisMax() * 3 / 4);
    ids(node.issue(issuer, 1));
    assertEquals(3, reservations().size());
    ids(node.issue(issuer, 1));
    assertEquals(3, reservations().size());
    node.log.always(Fate.REFUSE);
    node.ticker.advanceMillis(node.limits.holdMillisMax() / 4);
    assertEquals("201", id(issuer.tryIssue(1)));
  }

  @Property(tries = 50)
  void sizesStayWithinTheRulesBounds(
      @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 3_000) Integer> counts,
      @ForAll @IntRange(min = 1, max = 2_000) int millisBetween) {
    TestingNode fresh = new TestingNode();
    SequenceRule rule =
        new SequenceRule(SequenceMode.RANGE, 1, 1, SequenceRule.VALUE_MAX, 50, 1_000);
    RangeIssuer issuer = issuer(fresh, fresh.put("orders", rule), rule);
    long expected = 0;
    for (int count : counts) {
      fresh.ticker.advanceMillis(millisBetween);
      List<String> ids = ids(fresh.issue(issuer, count));
      assertEquals(count, ids.size());
      assertTrue(Long.parseLong(ids.getFirst()) > expected, "values rise");
      expected = Long.parseLong(ids.getLast());
    }
    for (Command.ReserveRange asked : fresh.log.submitted(Command.ReserveRange.class)) {
      assertTrue(asked.countWanted() >= 50 && asked.countWanted() <= 1_000, "asked " + asked);
    }
  }

  @Test
  void batchesThatCameWhileOneReservationWasOnItsWayAreCoveredByAnother() {
    RangeIssuer issuer =
        issuer(new SequenceRule(SequenceMode.RANGE, 1, 1, SequenceRule.VALUE_MAX, 100, 4_000));
    ids(node.issue(issuer, 4_000));
    assertTrue(issuer.remaining() >= 4_000);
    node.ticker.advanceMillis(30_000);
    node.log.next(Fate.HOLD);
    while (issuer.remaining() >= 1_000) {
      ids(issuer.tryIssue(1_000));
    }
    await().until(() -> node.log.held() == 1);
    node.log.release(0);
    assertTrue(issuer.remaining() >= 4_000, "held " + issuer.remaining());
    assertEquals(0, node.log.held());
  }

  /** The nodes' monotonic clock overflows ten seconds after its start. */
  @Test
  void batchesBeforeAnOverflowOfTheMonotonicClockAreRemembered() {
    RangeIssuer issuer = issuer(SequenceRule.DEFAULT);
    node.ticker.advanceMillis(9_000);
    assertTrue(node.ticker.getAsLong() > 0);
    for (int batch = 0; batch < 4; batch++) {
      ids(node.issue(issuer, 5_000));
    }
    node.ticker.advanceMillis(2_000);
    assertTrue(node.ticker.getAsLong() < 0);
    ids(node.issue(issuer, 5_000));
    assertTrue(issuer.remaining() >= 25_000, "held " + issuer.remaining());
  }
}
