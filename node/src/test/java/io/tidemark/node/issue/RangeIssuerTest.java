package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdRun;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RangeIssuerTest {

  private static final SequenceRule TENS =
      new SequenceRule(SequenceMode.RANGE, 1, 1, SequenceRule.VALUE_MAX, 10, 10);

  private final TestingNode node = new TestingNode();

  private RangeIssuer issuer(SequenceRule rule) {
    return issuer(node, node.put("orders", rule), rule);
  }

  private static RangeIssuer issuer(TestingNode on, NamespaceRecord namespace, SequenceRule rule) {
    return new RangeIssuer(namespace, rule, PeriodCalendar.of(rule).orElseThrow(), on.context);
  }

  private static SequenceRule endingAt(long max) {
    return new SequenceRule(SequenceMode.RANGE, 1, 1, max, 10, 10);
  }

  private static List<String> values(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(Long::toString).toList();
  }

  private List<Command.ReserveRange> reservations() {
    return node.log.submitted(Command.ReserveRange.class);
  }

  @Test
  void nothingIsIssuedBeforeTheReservationIsCommitted() {
    RangeIssuer issuer = issuer(SequenceRule.DEFAULT);
    node.log.always(Fate.HOLD);

    assertNull(issuer.tryIssue(1));
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 3);
    await().until(() -> node.log.held() == 1);
    assertNull(issuer.tryIssue(1));
    assertEquals(0, issuer.remaining());
    assertFalse(waiting.isDone());

    node.log.release(0);
    assertEquals(List.of("1", "2", "3"), ids(get(waiting)));
    assertEquals(1, reservations().size());
  }

  @Test
  void valuesFollowOneAnotherByTheRulesStartAndStep() {
    RangeIssuer issuer = issuer(new SequenceRule(SequenceMode.RANGE, 7, 5, 10_000, 3, 3));
    assertEquals(List.of("7", "12", "17", "22"), ids(node.issue(issuer, 4)));
    assertEquals(List.of("27"), ids(node.issue(issuer, 1)));
  }

  @Test
  void aBatchOfConsecutiveValuesIsARunAndOneWithAGapIsNot() {
    RangeIssuer issuer = issuer(TENS);
    assertInstanceOf(IdRun.class, ids(node.issue(issuer, 15)));
    assertEquals(
        Outcome.HighWaterMarkRaised.class,
        node.outcomeOf(
                new Command.RaiseHighWaterMark(
                    new NamespaceName("orders"), PeriodLabel.NONE, 1_000))
            .getClass());
    List<String> torn = ids(node.issue(issuer, 30));
    assertEquals("1000", torn.stream().filter(id -> id.length() == 4).findFirst().orElse(""));
    assertFalse(torn instanceof IdRun);
  }

  @Test
  void aLostReplyBurnsTheRangeAndAsksAgain() {
    RangeIssuer issuer = issuer(TENS);
    node.log.next(Fate.LOSE_REPLY);
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 1);
    await()
        .untilAsserted(
            () -> {
              node.ticker.advanceMillis(25);
              assertTrue(waiting.isDone());
            });
    assertEquals("11", id(get(waiting)));
  }

  @Test
  void aRangeThatIsCommittedAfterItsReplyWasLostIsNeverIssued() {
    NamespaceRecord namespace = node.put("orders", TENS);
    RangeIssuer issuer = issuer(node, namespace, TENS);
    node.log.next(Fate.LOSE_ENTRY);
    assertNull(issuer.tryIssue(1));
    node.ticker.advanceMillis(25);
    assertEquals("1", id(node.issue(issuer, 1)));

    long mark = node.highWaterMark(namespace);
    node.log.commitLate();
    assertEquals(mark + 10, node.highWaterMark(namespace));
    List<String> issued = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      issued.add(id(node.issue(issuer, 1)));
    }
    assertTrue(
        issued.stream()
            .mapToLong(Long::parseLong)
            .noneMatch(value -> value >= mark && value < mark + 10),
        "issued from the late range: " + issued);
  }

  @Test
  void aFailedReservationIsNotRepeatedAtOnce() {
    RangeIssuer issuer = issuer(TENS);
    node.log.always(Fate.REFUSE);
    for (int i = 0; i < 100; i++) {
      assertNull(issuer.tryIssue(1));
    }
    assertEquals(1, reservations().size());
    node.ticker.advanceMillis(21);
    assertNull(issuer.tryIssue(1));
    assertEquals(2, reservations().size());
  }

  @Test
  void expiryIsCountedFromBeforeTheProposal() {
    RangeIssuer issuer = issuer(TENS);
    node.log.always(Fate.HOLD);
    assertNull(issuer.tryIssue(1));
    node.ticker.advanceMillis(node.limits.holdMillisMax() - 1);
    node.log.release(0);
    assertEquals("1", id(issuer.tryIssue(1)));
    node.ticker.advanceMillis(1);
    assertNull(issuer.tryIssue(1));
  }

  @Test
  void anExpiredRangeIsSealedWhereIssuingStopped() {
    NamespaceRecord namespace = node.put("orders", TENS);
    RangeIssuer issuer = issuer(node, namespace, TENS);
    assertEquals("1", id(node.issue(issuer, 1)));
    node.ticker.advanceMillis(node.limits.holdMillisMax());
    assertEquals("11", id(node.issue(issuer, 1)));
    assertEquals(2, node.range(namespace, 1).sealedEnd());
  }

  @Test
  void aSuccessorIsReadyBeforeARangeInUseExpires() {
    RangeIssuer issuer = issuer(TENS);
    assertEquals("1", id(node.issue(issuer, 1)));
    assertEquals(1, reservations().size());
    node.ticker.advanceMillis(node.limits.holdMillisMax() * 3 / 4);
    assertEquals("2", id(issuer.tryIssue(1)));
    assertEquals(2, reservations().size());
    node.ticker.advanceMillis(node.limits.holdMillisMax() / 4);
    assertEquals("11", id(issuer.tryIssue(1)));
  }

  @Test
  void dropPoisonsWhatIsHeldAndSealsItWhereIssuingStopped() {
    NamespaceRecord namespace = node.put("orders", TENS);
    RangeIssuer issuer = issuer(node, namespace, TENS);
    assertEquals(values(1, 4), ids(node.issue(issuer, 4)));
    assertEquals(2, reservations().size());

    issuer.drop();
    assertTrue(issuer.isDropped());
    assertNull(issuer.tryIssue(1));
    assertEquals(0, issuer.remaining());
    assertEquals(5, node.range(namespace, 1).sealedEnd());
    assertEquals(11, node.range(namespace, 11).sealedEnd());
    assertEquals(2, reservations().size());
  }

  @Test
  void aRangeThatArrivesAfterTheDropIsSealedUnused() {
    NamespaceRecord namespace = node.put("orders", TENS);
    RangeIssuer issuer = issuer(node, namespace, TENS);
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    issuer.drop();
    assertEquals(Problem.Code.RANGE_EXHAUSTED, problem(get(waiting)).code());
    node.log.release(0);
    assertNull(issuer.tryIssue(1));
    assertEquals(1, node.range(namespace, 1).sealedEnd());
  }

  @Test
  void aUsedUpRangeNeedsNoSeal() {
    NamespaceRecord namespace = node.put("orders", TENS);
    RangeIssuer issuer = issuer(node, namespace, TENS);
    ids(node.issue(issuer, 10));
    issuer.drop();
    assertEquals(RangeRecord.OPEN, node.range(namespace, 1).sealedEnd());
  }

  @Test
  void anExhaustedSequenceIsDeniedAndEveryLaterRequestAtOnce() {
    RangeIssuer issuer = issuer(endingAt(15));
    assertEquals(values(1, 15), ids(node.issue(issuer, 15)));
    int asked = reservations().size();
    for (int i = 0; i < 10; i++) {
      Problem problem = problem(node.issue(issuer, 1));
      assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem.code());
      assertFalse(problem.retryable());
    }
    assertEquals(asked, reservations().size());
  }

  @Test
  void aRequestForMoreThanIsLeftTakesNothingAway() {
    RangeIssuer issuer = issuer(endingAt(15));
    assertEquals("1", id(node.issue(issuer, 1)));
    assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem(node.issue(issuer, 15)).code());
    assertEquals(values(2, 15), ids(node.issue(issuer, 14)));
  }

  @Test
  void theEndOfASequenceReachedByAnotherNodeIsFoundOutOnce() {
    SequenceRule rule = endingAt(30);
    NamespaceRecord namespace = node.put("orders", rule);
    RangeIssuer here = issuer(node, namespace, rule);
    assertEquals("1", id(node.issue(here, 1)));
    RangeIssuer there = issuer(node.sibling("n2"), namespace, rule);
    assertEquals(20, ids(node.issue(there, 20)).size());

    assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem(node.issue(here, 10)).code());
    int asked = reservations().size();
    assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem(node.issue(here, 10)).code());
    assertEquals(asked, reservations().size());
    assertEquals(values(2, 10), ids(node.issue(here, 9)));
  }

  @Test
  void aBatchTakesFromAsManyRangesAsItNeeds() {
    RangeIssuer issuer = issuer(TENS);
    assertEquals("1", id(node.issue(issuer, 1)));
    assertEquals(values(2, 101), ids(node.issue(issuer, 100)));
    assertEquals("102", id(node.issue(issuer, 1)));
  }

  @Test
  void aBatchThatIsNotServedLeavesWhatIsHeldToOthers() {
    RangeIssuer issuer = issuer(TENS);
    assertEquals("1", id(node.issue(issuer, 1)));
    node.log.always(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> batch = node.issueLater(issuer, 30);
    await().until(() -> node.log.held() == 1);
    assertEquals(values(2, 10), ids(node.issue(issuer, 9)));
    node.ticker.advanceMillis(node.limits.requestMillisMax());
    assertEquals(Problem.Code.RANGE_EXHAUSTED, problem(get(batch)).code());
  }

  @Test
  void aWaitingRequestThatIsServedByAHeldReservationNeedsNoOther() {
    RangeIssuer issuer = issuer(TENS);
    node.log.next(Fate.HOLD);
    List<CompletableFuture<Answer<List<String>>>> waiting =
        IntStream.range(0, 5).mapToObj(i -> node.issueLater(issuer, 1)).toList();
    await().until(() -> node.log.held() == 1);
    node.log.release(0);
    List<String> issued = waiting.stream().map(w -> id(get(w))).sorted().toList();
    assertEquals(values(1, 5), issued);
  }

  @Test
  void withoutALeaderItServesWhatItHoldsAndThenFailsAtOnce() {
    RangeIssuer issuer = issuer(TENS);
    assertEquals("1", id(node.issue(issuer, 1)));
    node.log.always(Fate.LOSE_ENTRY);
    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    assertEquals(values(2, 10), ids(node.issue(issuer, 9)));

    Problem problem = problem(node.issue(issuer, 1));
    assertEquals(Problem.Code.NO_QUORUM, problem.code());
    assertTrue(problem.retryable());
    assertEquals(Problem.Effect.REFUSED, problem.effect());

    node.log.findLeader();
    node.log.always(Fate.COMMIT);
    node.ticker.advanceMillis(25);
    assertEquals("11", id(node.issue(issuer, 1)));
  }

  @Test
  void aRequestStopsWaitingOnceTheLeaderHasBeenLostForTooLong() {
    RangeIssuer issuer = issuer(TENS);
    node.log.always(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    assertEquals(Problem.Code.NO_QUORUM, problem(get(waiting)).code());
  }

  @Test
  void aReservationByAnOlderGenerationIsRefusedAndTheIssuerKnowsThatItIsStale() {
    RangeIssuer issuer = issuer(TENS);
    node.put("orders", endingAt(1_000_000));
    assertFalse(issuer.isStale());
    problem(node.issue(issuer, 1));
    assertTrue(issuer.isStale());
  }

  @Test
  void idsAreCountedOnceEach() {
    RangeIssuer issuer = issuer(TENS);
    ids(node.issue(issuer, 25));
    ids(issuer.tryIssue(2));
    assertEquals(27, node.metrics.issued.get());
  }
}
