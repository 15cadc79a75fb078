package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.key;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class IssuersTest {

  private final TestingNode node = new TestingNode();
  private final Issuers issuers = new Issuers(node.context, node::live, TestingClock.START_MILLIS);

  private Issuer of(String name) {
    Issuer issuer = issuers.ofNamespace(key(name));
    if (issuer == null) {
      throw new AssertionError("no issuer for " + name);
    }
    return issuer;
  }

  private void pass(long millis) {
    node.ticker.advanceMillis(millis);
    node.clock.stepMillis(millis);
  }

  /** Of the namespace {@code range}; nothing gets to the log after that. */
  private Issuer thatFailedToReserve() {
    node.put("range", SequenceRule.DEFAULT);
    Issuer sequence = of("range");
    node.log.always(Fate.REFUSE);
    assertNull(sequence.tryIssue(1));
    return sequence;
  }

  @Test
  void everyKindHasAnIssuerAndSequencesNeedANamespace() {
    for (Kind kind : List.of(Kind.UUID7, Kind.UUID4, Kind.ULID, Kind.SNOWFLAKE)) {
      Issuer issuer = issuers.ofKind(kind);
      assertNotNull(issuer);
      assertEquals(kind, issuer.kind());
      assertNotNull(id(node.issue(issuer, 1)));
      node.put("of-" + kind.name().toLowerCase(Locale.ROOT), NamespaceRule.of(kind));
    }
    assertNull(issuers.ofKind(Kind.SEQUENCE));
    for (String kind : List.of("uuid7", "uuid4", "ulid", "snowflake")) {
      assertNotNull(id(node.issue(of("of-" + kind), 1)));
    }
    node.put("range", SequenceRule.DEFAULT);
    node.put("monotonic", SequenceRule.DEFAULT.withMode(SequenceMode.MONOTONIC));
    assertInstanceOf(RangeIssuer.class, of("range"));
    assertInstanceOf(MonotonicIssuer.class, of("monotonic"));
  }

  /** A node may lose the leader as soon as it has started. */
  @ParameterizedTest
  @EnumSource(
      names = {"SEQUENCE", "TYPEID"},
      mode = EnumSource.Mode.EXCLUDE)
  void builtInKindsAreAtHandBeforeAnybodyAsked(Kind kind) {
    issuers.replenish();
    node.log.always(Fate.REFUSE);
    assertNotNull(Objects.requireNonNull(issuers.ofKind(kind)).tryIssue(10_000));
  }

  @Test
  void aWorkerNumberThatCouldNotBeClaimedAtTheStartIsClaimedLaterThoughNobodyAsks() {
    node.log.next(Fate.COMMIT, Fate.REFUSE, Fate.LOSE_REPLY);
    issuers.replenish();
    assertEquals(2, node.context.failed().count());
    node.ticker.advanceMillis(25);
    issuers.replenish();
    node.log.always(Fate.REFUSE);
    for (Kind kind : List.of(Kind.SNOWFLAKE, Kind.SNOWFLAKE53)) {
      assertNotNull(Objects.requireNonNull(issuers.ofKind(kind)).tryIssue(1));
    }
  }

  /** The leader may be lost at any moment between two requests. */
  @ParameterizedTest
  @EnumSource(
      names = {"SEQUENCE", "TYPEID"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatWasAskedForOfLateIsKeptAtHandThoughNobodyAsksAgain(Kind kind) {
    Issuer issuer = Objects.requireNonNull(issuers.ofKind(kind));
    assertNotNull(id(node.issue(issuer, 1)));
    long step = node.limits.windowAheadMillis() / 4;
    for (long passed = 0; passed < node.limits.holdMillisMax(); passed += step) {
      pass(step);
      issuers.replenish();
    }
    node.log.always(Fate.REFUSE);
    pass(step);
    assertNotNull(issuer.tryIssue(10_000));
  }

  @Test
  void whatNobodyHasAskedForInAWhileIsLeftToLapse() {
    assertNotNull(id(node.issue(Objects.requireNonNull(issuers.ofKind(Kind.SNOWFLAKE)), 1)));
    issuers.replenish();
    long step = node.limits.windowAheadMillis() / 4;
    for (long passed = 0; passed <= node.limits.holdMillisMax(); passed += step) {
      pass(step);
      issuers.replenish();
    }
    int extended = node.log.submitted(Command.ExtendWindow.class).size();
    assertTrue(extended > 3);
    for (int i = 0; i < 10; i++) {
      pass(step);
      issuers.replenish();
    }
    assertEquals(extended, node.log.submitted(Command.ExtendWindow.class).size());
  }

  /** A node that was cut off would else stay empty where it is asked seldom. */
  @Test
  void whatCouldNotBeReservedIsReservedOnceALeaderIsInSightThoughNobodyAsks() {
    Issuer sequence = thatFailedToReserve();
    Issuer snowflake = Objects.requireNonNull(issuers.ofKind(Kind.SNOWFLAKE));
    assertNull(snowflake.tryIssue(1));
    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    node.log.always(Fate.COMMIT);

    issuers.replenish();
    assertEquals(0, sequence.remaining());

    node.log.findLeader();
    node.ticker.advanceMillis(25);
    issuers.replenish();
    assertTrue(sequence.remaining() > 0);
    assertNotNull(snowflake.tryIssue(1));
    int submitted = node.log.submitted(Command.ReserveRange.class).size();
    node.ticker.advanceMillis(25);
    issuers.replenish();
    assertEquals(submitted, node.log.submitted(Command.ReserveRange.class).size());
  }

  /** However long a leader is missed, only what is in use is remembered. */
  @Test
  void whatWasDroppedIsNotReservedAgain() {
    Issuer sequence = thatFailedToReserve();
    assertEquals(1, node.context.failed().count());
    issuers.dropHeld(key("range"));
    assertEquals(0, node.context.failed().count());
    node.ticker.advanceMillis(25);
    assertNull(sequence.tryIssue(1));
    assertEquals(0, node.context.failed().count());
  }

  /** One that may not be made again yet is kept for later. */
  @Test
  void whatHasJustFailedIsLeftAloneForAMoment() {
    Issuer sequence = thatFailedToReserve();
    node.log.always(Fate.COMMIT);
    issuers.replenish();
    assertEquals(0, sequence.remaining());
    node.ticker.advanceMillis(25);
    issuers.replenish();
    assertTrue(sequence.remaining() > 0);
  }

  @Test
  void anUnknownNamespaceHasNoIssuerAndLeavesNothingBehind() {
    assertNull(issuers.ofNamespace(key("nobody")));
    assertEquals(0, issuers.inUse());
  }

  @Test
  void aChangedRuleDropsWhatIsHeldAndTheNextIssuerGoesByTheNewRule() {
    node.put("orders", SequenceRule.DEFAULT);
    Issuer before = of("orders");
    assertEquals("1", id(node.issue(before, 1)));
    node.put("orders", new SequenceRule(SequenceMode.RANGE, 1, 1, 500, 100, 200));
    issuers.ruleChanged(key("orders"), 2);
    assertTrue(before.isDropped());
    Issuer after = of("orders");
    assertNotSame(before, after);
    assertEquals("101", id(node.issue(after, 1)));
  }

  @Test
  void anIssuerThatIsMadeWhileItsRuleChangesDoesNotStayBehind() throws InterruptedException {
    NamespaceRecord old = node.put("orders", SequenceRule.DEFAULT);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Issuers slow =
        new Issuers(
            node.context,
            key -> {
              reading.countDown();
              TestingNode.await(goOn);
              return old;
            },
            0);
    CompletableFuture<@Nullable Issuer> made =
        TestingNode.later(() -> slow.ofNamespace(key("orders")));
    reading.await();
    CompletableFuture<Boolean> changed =
        TestingNode.later(
            () -> {
              slow.ruleChanged(key("orders"), 2);
              return true;
            });
    goOn.countDown();
    assertTrue(TestingNode.get(changed));
    Issuer issuer = TestingNode.get(made);
    assertNotNull(issuer);
    assertTrue(issuer.isDropped(), "the rule was read before the change, so the change drops it");
    assertNotSame(issuer, slow.ofNamespace(key("orders")));
  }

  @Test
  void aRuleThatIsPutAgainAsItWasKeepsWhatIsHeld() {
    node.put("orders", SequenceRule.DEFAULT);
    Issuer before = of("orders");
    assertEquals("1", id(node.issue(before, 1)));
    long generation = node.put("orders", SequenceRule.DEFAULT).generation();
    issuers.ruleChanged(key("orders"), generation);
    assertSame(before, of("orders"));
    assertEquals("2", id(before.tryIssue(1)));
  }

  @Test
  void aStaleIssuerIsReplacedOnce() {
    node.put("orders", SequenceRule.DEFAULT);
    Issuer stale = of("orders");
    issuers.replaceStale(key("orders"), stale);
    Issuer fresh = of("orders");
    assertNotSame(stale, fresh);
    issuers.replaceStale(key("orders"), stale);
    assertSame(fresh, of("orders"));
  }

  @Test
  void aSweepForgetsWhatHoldsNothingAndWasNotAskedForSinceTheLast() {
    node.put("orders", SequenceRule.DEFAULT);
    node.put("events", NamespaceRule.of(Kind.UUID7));
    assertNotNull(id(node.issue(of("orders"), 1)));
    assertNotNull(id(node.issue(of("events"), 1)));
    issuers.sweep();
    assertEquals(2, issuers.inUse(), "both were asked for");
    issuers.sweep();
    assertEquals(1, issuers.inUse(), "a range is held");
    node.ticker.advanceMillis(node.limits.holdMillisMax());
    Issuer asked = of("orders");
    issuers.sweep();
    assertSame(asked, of("orders"));
    issuers.sweep();
    issuers.sweep();
    assertEquals(0, issuers.inUse());
    assertTrue(asked.isDropped());
    assertEquals("101", id(node.issue(of("orders"), 1)));
  }

  @Test
  void droppingAllSealsRangesReleasesTheWorkerAndIssuesNothingMore() {
    NamespaceRecord orders = node.put("orders", SequenceRule.DEFAULT);
    assertNotNull(id(node.issue(of("orders"), 1)));
    Issuer uuids = issuers.ofKind(Kind.UUID7);
    Issuer snowflakes = issuers.ofKind(Kind.SNOWFLAKE);
    assertNotNull(uuids);
    assertNotNull(snowflakes);
    assertNotNull(id(node.issue(uuids, 1)));
    assertNotNull(id(node.issue(snowflakes, 1)));
    assertEquals(99, issuers.sequenceValuesHeld());

    issuers.drop();
    issuers.drop();
    assertEquals(2, node.range(orders, 1).sealedEnd());
    assertEquals(1, node.log.submitted(Command.ReleaseWorker.class).size());
    assertNull(issuers.ofNamespace(key("orders")));
    assertNull(uuids.tryIssue(1));
    assertEquals(Problem.Code.DRAINING, problem(node.issue(uuids, 1)).code());
    assertEquals(Problem.Code.DRAINING, problem(node.issue(snowflakes, 1)).code());
  }

  @Test
  void anIssuerThatIsMadeWhileAllAreDroppedIsDroppedToo() throws InterruptedException {
    NamespaceRecord orders = node.put("orders", SequenceRule.DEFAULT);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Issuers late =
        new Issuers(
            node.context,
            (NamespaceKey key) -> {
              reading.countDown();
              TestingNode.await(goOn);
              return orders;
            },
            0);
    CompletableFuture<@Nullable Issuer> made =
        TestingNode.later(() -> late.ofNamespace(key("orders")));
    reading.await();
    CompletableFuture<Boolean> dropped =
        TestingNode.later(
            () -> {
              late.drop();
              return true;
            });
    await().until(late::isDropped);
    goOn.countDown();
    assertNull(TestingNode.get(made));
    assertTrue(TestingNode.get(dropped));
    assertEquals(0, late.inUse());
  }
}
