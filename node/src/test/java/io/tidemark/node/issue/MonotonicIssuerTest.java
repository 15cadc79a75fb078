package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MonotonicIssuerTest {

  private static final SequenceRule RULE = SequenceRule.DEFAULT.withMode(SequenceMode.MONOTONIC);

  private final TestingNode node = new TestingNode();

  private MonotonicIssuer issuer(SequenceRule rule) {
    return issuer(node, node.put("invoices", rule), rule);
  }

  private static MonotonicIssuer issuer(
      TestingNode on, NamespaceRecord namespace, SequenceRule rule) {
    return new MonotonicIssuer(namespace, rule, PeriodCalendar.of(rule).orElseThrow(), on.context);
  }

  private static SequenceRule endingAt(long max) {
    return new SequenceRule(SequenceMode.MONOTONIC, 1, 1, max, 1, 100);
  }

  private List<Command.ReserveRange> reservations() {
    return node.log.submitted(Command.ReserveRange.class);
  }

  /** Asks one after the other, so that they arrive in this order behind a held reservation. */
  private List<CompletableFuture<Answer<List<String>>>> arriveInOrder(
      MonotonicIssuer issuer, int requests) {
    List<CompletableFuture<Answer<List<String>>>> waiting = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      waiting.add(node.issueLater(issuer, i + 1));
      int arrived = i + 1;
      await().until(() -> issuer.waiting() == arrived);
    }
    return waiting;
  }

  @Test
  void itReservesExactlyWhatWasAskedForAndHoldsNothing() {
    MonotonicIssuer issuer = issuer(RULE);
    assertNull(issuer.tryIssue(1));
    assertEquals("1", id(node.issue(issuer, 1)));
    assertEquals(List.of("2", "3", "4"), ids(node.issue(issuer, 3)));
    assertEquals(0, issuer.remaining());
    assertEquals(List.of(1L, 3L), reservations().stream().map(r -> r.countWanted()).toList());
  }

  @Test
  void requestsThatGatherShareAReservationAndAreDealtInTheOrderOfArrival() {
    MonotonicIssuer issuer = issuer(RULE);
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> first = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    List<CompletableFuture<Answer<List<String>>>> gathered = arriveInOrder(issuer, 4);

    node.log.release(0);
    assertEquals("1", id(get(first)));
    assertEquals(List.of("2"), ids(get(gathered.get(0))));
    assertEquals(List.of("3", "4"), ids(get(gathered.get(1))));
    assertEquals(List.of("5", "6", "7"), ids(get(gathered.get(2))));
    assertEquals(List.of("8", "9", "10", "11"), ids(get(gathered.get(3))));
    assertEquals(List.of(1L, 10L), reservations().stream().map(r -> r.countWanted()).toList());
  }

  @Test
  void aRequestIsNeverServedFromAReservationThatWasProposedBeforeItArrived() {
    NamespaceRecord namespace = node.put("invoices", RULE);
    MonotonicIssuer here = issuer(node, namespace, RULE);
    MonotonicIssuer there = issuer(node.sibling("n2"), namespace, RULE);
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> early = node.issueLater(here, 1);
    await().until(() -> node.log.held() == 1);
    // The early reservation commits, but its request has given up meanwhile: its value is free.
    node.ticker.advanceMillis(node.limits.requestMillisMax());
    problem(get(early));
    String elsewhere = id(node.issue(there, 1));
    CompletableFuture<Answer<List<String>>> late = node.issueLater(here, 1);
    await().until(() -> here.waiting() == 1);
    node.log.release(0);

    long value = Long.parseLong(id(get(late)));
    assertTrue(value > Long.parseLong(elsewhere), "%d after %s".formatted(value, elsewhere));
    assertEquals("1", elsewhere);
    assertEquals(3, value);
  }

  @Test
  void aLostReplyIsFollowedByANewReservationForTheSameRequests() {
    MonotonicIssuer issuer = issuer(RULE);
    node.log.next(Fate.LOSE_REPLY);
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 2);
    await()
        .untilAsserted(
            () -> {
              node.ticker.advanceMillis(25);
              assertTrue(waiting.isDone());
            });
    assertEquals(List.of("3", "4"), ids(get(waiting)));
  }

  @Test
  void requestsKeepTheirOrderWhenTheirReservationFails() {
    MonotonicIssuer issuer = issuer(RULE);
    node.log.next(Fate.HOLD, Fate.LOSE_ENTRY);
    CompletableFuture<Answer<List<String>>> first = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    List<CompletableFuture<Answer<List<String>>>> gathered = arriveInOrder(issuer, 3);
    node.log.release(0);
    assertEquals("1", id(get(first)));
    await().until(() -> node.log.late() == 1);
    List<CompletableFuture<Answer<List<String>>>> behind = List.of(node.issueLater(issuer, 1));
    await().until(() -> issuer.waiting() == 4);

    await()
        .untilAsserted(
            () -> {
              node.ticker.advanceMillis(25);
              assertTrue(gathered.stream().allMatch(CompletableFuture::isDone));
            });
    assertEquals(List.of("2"), ids(get(gathered.get(0))));
    assertEquals(List.of("3", "4"), ids(get(gathered.get(1))));
    assertEquals(List.of("5", "6", "7"), ids(get(gathered.get(2))));
    assertEquals("8", id(get(behind.getFirst())));
  }

  @Test
  void anAbandonedRequestBurnsItsValuesAndLeavesNothingBehind() {
    MonotonicIssuer issuer = issuer(RULE);
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> abandoned = node.issueLater(issuer, 5);
    await().until(() -> node.log.held() == 1);
    node.ticker.advanceMillis(node.limits.requestMillisMax());
    assertEquals(Problem.Code.RANGE_EXHAUSTED, problem(get(abandoned)).code());
    node.log.release(0);
    assertEquals("6", id(node.issue(issuer, 1)));
    assertEquals(0, issuer.waiting());
  }

  @Test
  void requestsDeniedForWantOfALeaderLeaveNothingBehind() {
    MonotonicIssuer issuer = issuer(RULE);
    node.log.always(Fate.REFUSE);
    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    for (int i = 0; i < 1_000; i++) {
      assertEquals(Problem.Code.NO_QUORUM, problem(node.issue(issuer, 1)).code());
    }
    assertEquals(0, issuer.waiting());
    assertTrue(node.log.submitted().size() < 10);
  }

  @Test
  void anExhaustedSequenceIsDeniedAndEveryLaterRequestAtOnce() {
    MonotonicIssuer issuer = issuer(endingAt(3));
    assertEquals(List.of("1", "2", "3"), ids(node.issue(issuer, 3)));
    for (int i = 0; i < 5; i++) {
      assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem(node.issue(issuer, 1)).code());
    }
    assertEquals(1, reservations().size());
  }

  @Test
  void aRequestForMoreThanIsLeftTakesNothingAwayFromWhoAsksForLess() {
    MonotonicIssuer issuer = issuer(endingAt(5));
    assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem(node.issue(issuer, 6)).code());
    assertEquals(List.of("1", "2", "3", "4", "5"), ids(node.issue(issuer, 5)));
  }

  @Test
  void ofAGroupThoseAreServedForWhomThereIsEnoughLeft() {
    MonotonicIssuer issuer = issuer(endingAt(4));
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> first = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    List<CompletableFuture<Answer<List<String>>>> gathered = arriveInOrder(issuer, 3);
    node.log.release(0);
    assertEquals("1", id(get(first)));
    assertEquals(List.of("2"), ids(get(gathered.get(0))));
    assertEquals(List.of("3", "4"), ids(get(gathered.get(1))));
    assertEquals(Problem.Code.SEQUENCE_EXHAUSTED, problem(get(gathered.get(2))).code());
  }

  @Test
  void aDroppedIssuerLetsItsRequestsGoAtOnce() {
    MonotonicIssuer issuer = issuer(RULE);
    node.log.always(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    issuer.drop();
    problem(get(waiting));
    assertTrue(issuer.isDropped());
    assertFalse(issuer.isStale());
  }

  @Test
  void anIdAskedForAfterAnotherWasReceivedIsLargerOnAnyOfTwoNodes() {
    NamespaceRecord namespace = node.put("invoices", RULE);
    List<TestingNode> nodes = List.of(node, node.sibling("n2"));
    List<MonotonicIssuer> issuers =
        nodes.stream().map(each -> issuer(each, namespace, RULE)).toList();
    AtomicLong received = new AtomicLong();
    List<CompletableFuture<Long>> clients =
        IntStream.range(0, 8)
            .mapToObj(
                client ->
                    TestingNode.later(
                        () -> {
                          long asked = 0;
                          for (; asked < 2_000; asked++) {
                            long before = received.get();
                            int at = (int) ((client + asked) % 2);
                            long value =
                                Long.parseLong(id(nodes.get(at).issue(issuers.get(at), 1)));
                            assertTrue(value > before, "%d after %d".formatted(value, before));
                            received.accumulateAndGet(value, Math::max);
                          }
                          return asked;
                        }))
            .toList();
    long total = clients.stream().mapToLong(client -> get(client)).sum();
    assertEquals(16_000, total);
    assertTrue(received.get() >= total);
  }
}
