package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Envelope;
import io.tidemark.core.Fault;
import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NodeName;
import io.tidemark.core.WindowOwner;
import io.tidemark.layout.Bits128;
import io.tidemark.layout.UlidLayout;
import io.tidemark.layout.UlidText;
import io.tidemark.layout.Uuid7Layout;
import io.tidemark.layout.UuidText;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TimeLineTest {

  private static final long HOUR = 3_600_000;

  private final TestingCluster cluster = new TestingCluster();
  private final TestingNode node = cluster.node(1);
  private final TimeLine line = new TimeLine(node.context, TestingClock.START_MILLIS);
  private final StampedIssuer issuer = new StampedIssuer(Kind.UUID7, line, node.context);

  private static long millisOf(String uuid) {
    return Uuid7Layout.millis(UuidText.parse(uuid).orElseThrow());
  }

  private List<Envelope> extensions() {
    return node.log.submitted().stream()
        .flatMap(entry -> entry.envelopes().stream())
        .filter(envelope -> envelope.command() instanceof Command.ExtendWindow)
        .toList();
  }

  @Test
  void nothingIsStampedBeforeAWindowIsCommitted() {
    node.log.next(Fate.HOLD);
    assertNull(issuer.tryIssue(1));
    assertNull(issuer.tryIssue(1));
    assertFalse(line.hasStarted());
    node.log.release(0);
    assertTrue(line.hasStarted());
    assertEquals(TestingClock.START_MILLIS, millisOf(id(issuer.tryIssue(1))));
    assertEquals(1, extensions().size());
  }

  @Test
  void warmingUpGoesOnUntilReplicatedTimeIsKnown() {
    TestingNode alone =
        new TestingNode(
            "n1",
            new FakeLog(cluster.ticker, "n1", "n2", "n3"),
            cluster.ticker,
            new TestingClock());
    TimeLine early = new TimeLine(alone.context, 0);
    early.warmUp();
    assertFalse(early.hasStarted());
    alone.sibling("n2");
    cluster.ticker.advanceMillis(200);
    early.warmUp();
    assertTrue(early.hasStarted());
    int asked = alone.log.submitted().size();
    cluster.ticker.advanceMillis(200);
    early.warmUp();
    assertEquals(asked, alone.log.submitted().size());
  }

  @Test
  void aClockSteppedBackAnHourMakesLogicalTime() {
    String last = id(node.issue(issuer, 1));
    node.clock.stepMillis(-HOUR);
    for (int i = 0; i < 40; i++) {
      cluster.passMillis(5_000);
      String next = id(node.issue(issuer, 1));
      assertTrue(next.compareTo(last) > 0, next + " after " + last);
      assertTrue(millisOf(next) >= TestingClock.START_MILLIS, "stamped in the past: " + next);
      last = next;
    }
    assertEquals(List.of(), node.faults.causes());
  }

  @Test
  void clocksThatAllStepBackAnHourStopNobody() {
    String last = id(node.issue(issuer, 1));
    cluster.nodes.forEach(each -> each.clock.stepMillis(-HOUR));
    for (int i = 0; i < 120; i++) {
      cluster.passMillis(5_000);
      String next = id(node.issue(issuer, 1));
      assertTrue(next.compareTo(last) > 0, next + " after " + last);
      last = next;
    }
    assertEquals(TestingClock.START_MILLIS, cluster.replicatedMillis());
  }

  @Test
  void aClockAheadIsRefusedWithAClearProblemAndServesAgainOnceItIsSetRight() {
    node.clock.stepMillis(HOUR);
    Problem problem = problem(node.issue(issuer, 1));
    assertEquals(Problem.Code.CLOCK_OUT_OF_BOUNDS, problem.code());
    assertTrue(problem.detail().contains("check its time synchronisation"), problem.detail());
    assertTrue(problem.retryable());
    assertTrue(node.metrics.clockRefusals.get() > 0);
    int asked = extensions().size();
    for (int i = 0; i < 100; i++) {
      problem(node.issue(issuer, 1));
    }
    assertEquals(asked, extensions().size(), "a refusal is believed for a while");

    TestingNode other = cluster.node(2);
    TimeLine otherLine = new TimeLine(other.context, TestingClock.START_MILLIS);
    assertNotNull(id(other.issue(new StampedIssuer(Kind.UUID7, otherLine, other.context), 1)));

    node.clock.stepMillis(-HOUR);
    cluster.passMillis(1_000);
    assertEquals(TestingClock.START_MILLIS + 1_000, millisOf(id(node.issue(issuer, 1))));
  }

  @Test
  void aClockThatJumpsAheadWhileAWindowIsHeldStampsNothingBeyondIt() {
    id(node.issue(issuer, 1));
    node.clock.stepMillis(HOUR);
    assertEquals(Problem.Code.CLOCK_OUT_OF_BOUNDS, problem(node.issue(issuer, 1)).code());
    node.clock.stepMillis(-HOUR);
    assertEquals(TestingClock.START_MILLIS, millisOf(id(node.issue(issuer, 1))));
  }

  @Test
  void anExtensionWhoseReplyWasLostIsRepeatedWithTheSameNonceAndIsNoConflict() {
    node.log.next(Fate.LOSE_REPLY, Fate.LOSE_ENTRY);
    assertNull(issuer.tryIssue(1));
    cluster.ticker.advanceMillis(25);
    assertNull(issuer.tryIssue(1));
    cluster.ticker.advanceMillis(25);
    assertNotNull(id(node.issue(issuer, 1)));

    List<Envelope> asked = extensions();
    assertEquals(3, asked.size());
    assertEquals(1, asked.stream().map(Envelope::nonce).distinct().count());
    assertEquals(1, asked.stream().map(Envelope::command).distinct().count());
    node.log.commitLate();
    cluster.passMillis(15_000);
    assertNotNull(id(node.issue(issuer, 1)));
    assertEquals(List.of(), node.faults.causes());
  }

  @Test
  void anExtensionThatStayedUndecidedUntilItsTimePassedGivesWayToANewOneAtOnce() {
    node.log.next(Fate.LOSE_ENTRY);
    assertNull(issuer.tryIssue(1));
    cluster.passMillis(HOUR);
    assertEquals(TestingClock.START_MILLIS + HOUR, millisOf(id(node.issue(issuer, 1))));
    node.log.commitLate();
    cluster.passMillis(15_000);
    assertNotNull(id(node.issue(issuer, 1)));
    assertEquals(List.of(), node.faults.causes());
  }

  @Test
  void anExtensionRefusedAsTooFarAheadStaysUndecidedAsItsFirstCopyMayYetBeGranted() {
    node.clock.stepMillis(HOUR);
    node.log.next(Fate.LOSE_ENTRY);
    assertNull(issuer.tryIssue(1));
    cluster.ticker.advanceMillis(25);
    assertEquals(Problem.Code.CLOCK_OUT_OF_BOUNDS, problem(node.issue(issuer, 1)).code());

    node.clock.stepMillis(-HOUR);
    cluster.passMillis(HOUR);
    node.log.commitLate();
    assertTrue(millisOf(id(node.issue(issuer, 1))) >= TestingClock.START_MILLIS + HOUR);
    assertEquals(List.of(), node.faults.causes());
  }

  @Test
  void losingTheCompareAndSetToACloneHalts() {
    Proposer clone =
        new Proposer(node.log, new NodeName("n1"), node.clock, node.limits, node.faults, 900_000);
    clone.register(node.context.incarnation());
    var _ =
        clone.propose(
            new Command.ExtendWindow(
                new WindowOwner.TimeLine(node.context.incarnation()),
                0,
                TestingClock.START_MILLIS + 10_000));
    problem(node.issue(issuer, 1));
    assertEquals(List.of(Fault.Cause.SUPERSEDED), node.faults.causes());
  }

  @Test
  void aTimeLineThatIsNotItsIncarnationsAnyMoreHalts() {
    line.lost("the record of the incarnation is gone");
    assertEquals(List.of(Fault.Cause.SUPERSEDED), node.faults.causes());
  }

  @Test
  void adjoiningWindowsBecomeOne() {
    id(node.issue(issuer, 1));
    WindowHolding first = line.held(node.clock.millis());
    assertNotNull(first);
    cluster.passMillis(11_000);
    id(node.issue(issuer, 1));
    WindowHolding merged = line.held(node.clock.millis());
    assertNotNull(merged);
    assertEquals(first.window().startMillis(), merged.window().startMillis());
    assertTrue(merged.window().endMillis() > first.window().endMillis());
  }

  @Test
  void theTimeBetweenTwoWindowsIsNeverStamped() {
    id(node.issue(issuer, 1));
    cluster.passMillis(50_000);
    long granted = cluster.replicatedMillis();
    node.clock.stepMillis(-20_000);
    assertTrue(millisOf(id(node.issue(issuer, 1))) >= granted, "stamped between the windows");
  }

  @Test
  void aWindowThatIsUsedIsExtendedAheadOfTime() {
    for (int i = 0; i < 60; i++) {
      cluster.passMillis(5_000);
      if (i > 0) {
        assertNotNull(issuer.tryIssue(1), "a request would have waited after " + i);
      } else {
        id(node.issue(issuer, 1));
      }
    }
  }

  @Test
  void aWindowExpiresByTheMonotonicClockCountedFromBeforeItsProposal() {
    node.log.next(Fate.HOLD);
    assertNull(issuer.tryIssue(1));
    cluster.ticker.advanceMillis(node.limits.holdMillisMax() - 1);
    node.log.release(0);
    node.log.always(Fate.HOLD);
    assertNotNull(issuer.tryIssue(1));
    cluster.ticker.advanceMillis(1);
    assertNull(issuer.tryIssue(1));
    assertFalse(line.isStampable());
  }

  @Test
  void withoutALeaderItStampsToTheEndOfItsWindowAndThenFailsAtOnce() {
    id(node.issue(issuer, 1));
    node.log.always(Fate.LOSE_ENTRY);
    node.log.loseLeader();
    cluster.passMillis(node.limits.windowAheadMillis() - 1);
    assertNotNull(id(node.issue(issuer, 1)));
    cluster.passMillis(1);
    assertEquals(Problem.Code.NO_QUORUM, problem(node.issue(issuer, 1)).code());
  }

  @Test
  void afterTheDropNothingIsStampedAndWhoWaitsIsTold() {
    node.log.always(Fate.HOLD);
    CompletableFuture<Answer<List<String>>> waiting = node.issueLater(issuer, 1);
    await().until(() -> node.log.held() == 1);
    line.drop();
    node.log.release(0);
    assertEquals(Problem.Code.DRAINING, problem(get(waiting)).code());
    assertNull(issuer.tryIssue(1));
    assertFalse(line.isStampable());
  }

  @Test
  void uuid7AndUlidNeverShareAStamp() {
    StampedIssuer ulids = new StampedIssuer(Kind.ULID, line, node.context);
    Set<Long> stamps = new HashSet<>();
    List<String> rising = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String uuid = id(node.issue(issuer, 1));
      rising.add(uuid);
      Bits128 u = UuidText.parse(uuid).orElseThrow();
      assertTrue(stamps.add((Uuid7Layout.millis(u) << 22) | Uuid7Layout.counter(u)));
      Bits128 l = UlidText.parse(id(node.issue(ulids, 1))).orElseThrow();
      assertTrue(stamps.add((UlidLayout.millis(l) << 22) | UlidLayout.counter(l)));
    }
    assertEquals(rising.stream().sorted().toList(), rising);
    assertEquals(10_000, new HashSet<>(ids(node.issue(ulids, 10_000))).size());
  }

  @Test
  void uuid4OfANamespaceIsIssuedOnlyWhileAWindowIsHeld() {
    RandomIssuer random =
        new RandomIssuer(
            Kind.UUID4,
            Form.standardOf(Kind.UUID4),
            node.context,
            line::isInForce,
            line.replenishment());
    node.log.next(Fate.HOLD);
    assertNull(random.tryIssue(1));
    node.log.release(0);
    assertEquals(4, UuidText.version(UuidText.parse(id(random.tryIssue(1))).orElseThrow()));
    node.log.always(Fate.LOSE_ENTRY);
    cluster.ticker.advanceMillis(node.limits.holdMillisMax());
    assertNull(random.tryIssue(1));
  }
}
