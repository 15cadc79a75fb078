package io.tidemark.node;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.key;
import static io.tidemark.node.issue.TestingNode.later;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Kind;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Precondition;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.issue.Issuers;
import io.tidemark.node.issue.TestingNode;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.IssueRequest.Source;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class IssuingDeskTest {

  private static final Problem DRAINING =
      Problem.unavailable(Problem.Code.DRAINING, "the node is stopping");

  /** A bound that a test can reach. */
  private static final int WAITERS_MAX = 3;

  private final TestingNode node = new TestingNode();

  /** What this node has applied: what is committed reaches it only by {@link #catchUp}. */
  private final Map<NamespaceKey, NamespaceRecord> applied = new HashMap<>();

  private final Issuers issuers =
      new Issuers(node.context, applied::get, TestingClock.START_MILLIS);
  private final IssuingDesk desk = new IssuingDesk(limits(), node.sight, node.log);

  private static NodeLimits limits() {
    NodeLimits usual = NodeLimits.DEFAULT;
    return new NodeLimits(
        usual.requestMillisMax(),
        usual.changeMillisMax(),
        usual.leaderlessMillisMax(),
        usual.holdMillisMax(),
        usual.demandMillis(),
        usual.windowAheadMillis(),
        usual.clockReportMillis(),
        usual.proposalMillisMax(),
        usual.entryCommandsMax(),
        usual.entriesInFlightMax(),
        usual.queuedCommandsMax(),
        WAITERS_MAX,
        usual.electionMillisMin(),
        usual.electionMillisMax(),
        usual.snapshotEntries(),
        usual.snapshotBytes(),
        usual.logKeptEntries(),
        usual.logSegmentBytes(),
        usual.drainMillisMax());
  }

  private static IssueRequest of(String namespace) {
    return new IssueRequest(
        TenantId.DEFAULT, new Source.OfNamespace(new NamespaceName(namespace)), 1);
  }

  private static IssueRequest of(Kind kind) {
    return new IssueRequest(TenantId.DEFAULT, new Source.OfKind(kind), 1);
  }

  private Answer<List<String>> issue(IssueRequest request) {
    return get(later(() -> desk.issue(request)));
  }

  private void catchUp(String name) {
    NamespaceRecord live = node.live(key(name));
    if (live == null) {
      applied.remove(key(name));
    } else {
      applied.put(key(name), live);
    }
  }

  private void readsCatchUp(String name) {
    node.log.reads(
        () -> {
          catchUp(name);
          return new ReadPoint.Reached(new LogPosition(1, 1));
        });
  }

  @Test
  void beforeItOpensEveryRequestIsTold() {
    assertEquals(Problem.Code.NOT_READY, problem(tryIssue(of(Kind.UUID7))).code());
    assertEquals(Problem.Code.NOT_READY, problem(issue(of(Kind.UUID7))).code());
  }

  @Test
  void whatIsHeldIsIssuedWithoutAReadAndTheRestWaitsForItsReservation() {
    desk.open(issuers);
    assertNull(tryIssue(of(Kind.ULID)));
    assertNotNull(id(issue(of(Kind.ULID))));
    assertNotNull(id(tryIssue(of(Kind.ULID))));
    assertEquals(0, node.log.readCount());
  }

  @Test
  void anUnknownNamespaceIsDeniedOnlyAfterALinearizableRead() {
    desk.open(issuers);
    assertNull(tryIssue(of("nobody")));
    assertEquals(0, node.log.readCount());
    Problem problem = problem(issue(of("nobody")));
    assertEquals(Problem.Code.NAMESPACE_NOT_FOUND, problem.code());
    assertEquals(1, node.log.readCount());
  }

  @Test
  void withoutAQuorumAnUnknownNamespaceIsNotDeniedButUnavailable() {
    desk.open(issuers);
    node.log.reads(
        () -> {
          node.ticker.advanceMillis(500);
          return new ReadPoint.Unreachable("no majority");
        });
    Problem problem = problem(issue(of("nobody")));
    assertEquals(Problem.Code.NO_QUORUM, problem.code());
    assertTrue(problem.retryable());
    assertEquals(4, node.log.readCount(), "as often as the deadline allows");

    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    assertEquals(Problem.Code.NO_QUORUM, problem(issue(of("nobody"))).code());
    assertEquals(4, node.log.readCount());
  }

  @Test
  void aNamespaceThatWasPutThroughAnotherNodeIsServedAtOnce() {
    desk.open(issuers);
    node.put("orders", SequenceRule.DEFAULT);
    readsCatchUp("orders");
    assertEquals("1", id(issue(of("orders"))));
    assertEquals(1, node.log.readCount());
  }

  @Test
  void aRuleThatWasChangedThroughAnotherNodeIsResolvedAnew() {
    desk.open(issuers);
    node.put("orders", SequenceRule.DEFAULT);
    catchUp("orders");
    node.put("orders", new SequenceRule(SequenceMode.RANGE, 1, 1, 400, 200, 300));
    readsCatchUp("orders");
    assertEquals("1", id(issue(of("orders"))));
    assertEquals(1, node.log.readCount());
    assertEquals(
        List.of(100L, 200L),
        node.log.submitted(Command.ReserveRange.class).stream()
            .map(Command.ReserveRange::countWanted)
            .toList());
  }

  @Test
  void aNamespaceThatWasDeletedThroughAnotherNodeIsGoneOnceNothingIsHeld() {
    desk.open(issuers);
    node.put("orders", SequenceRule.DEFAULT);
    catchUp("orders");
    var _ =
        node.outcomeOf(
            new Command.DeleteNamespace(new NamespaceName("orders"), Precondition.none()));
    readsCatchUp("orders");
    assertEquals(Problem.Code.NAMESPACE_NOT_FOUND, problem(issue(of("orders"))).code());
  }

  @Test
  void aRequestThatWaitsWhileItsIssuerIsDroppedIsServedByTheNext() {
    desk.open(issuers);
    node.put("orders", SequenceRule.DEFAULT);
    catchUp("orders");
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = later(() -> desk.issue(of("orders")));
    await().until(() -> node.log.held() == 1);
    issuers.dropHeld(key("orders"));
    assertEquals("1", id(get(waiting)));
    node.log.release(0);
    assertEquals("2", id(tryIssue(of("orders"))));
    assertEquals(0, node.log.readCount());
  }

  @Test
  void moreRequestsThanMayWaitAreTurnedAway() throws InterruptedException {
    desk.open(issuers);
    node.log.always(Fate.HOLD);
    List<CompletableFuture<Answer<List<String>>>> waiting = new ArrayList<>();
    IntStream.range(0, WAITERS_MAX)
        .forEach(i -> waiting.add(later(() -> desk.issue(of(Kind.UUID7)))));
    await().until(() -> desk.waiting() == WAITERS_MAX);
    assertEquals(Problem.Code.OVERLOADED, problem(issue(of(Kind.UUID4))).code());
    assertFalse(desk.awaitQuiet(0));
    node.log.releaseAll();
    waiting.forEach(w -> assertNotNull(id(get(w))));
  }

  @Test
  void aClosedDeskDeniesWhatComesAndIsQuietOnceWhatWaitsIsServed() throws InterruptedException {
    desk.open(issuers);
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = later(() -> desk.issue(of(Kind.UUID7)));
    await().until(() -> node.log.held() == 1);
    desk.close(DRAINING);
    assertEquals(DRAINING, problem(tryIssue(of(Kind.UUID7))));
    assertEquals(DRAINING, problem(issue(of(Kind.UUID7))));
    assertFalse(desk.awaitQuiet(1));

    node.log.release(0);
    assertNotNull(id(get(waiting)));
    assertTrue(desk.awaitQuiet(5_000));
    assertEquals(DRAINING, problem(issue(of(Kind.UUID7))), "not overloaded");
  }

  @Test
  void aRequestWhoseIssuerIsDroppedByTheEndOfTheNodeIsToldThatItStops() {
    desk.open(issuers);
    node.put("orders", SequenceRule.DEFAULT);
    catchUp("orders");
    node.log.always(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = later(() -> desk.issue(of("orders")));
    await().until(() -> node.log.held() == 1);
    desk.close(DRAINING);
    issuers.drop();
    assertEquals(DRAINING, problem(get(waiting)));
  }

  private @Nullable Answer<List<String>> tryIssue(IssueRequest request) {
    IdText text = new IdText();
    return switch (desk.tryIssue(request, text)) {
      case null -> null;
      case Answer.Granted<IdText> _ -> Answer.of(text.ids());
      case Answer.Denied<IdText>(var problem) -> Answer.denied(problem);
    };
  }
}
