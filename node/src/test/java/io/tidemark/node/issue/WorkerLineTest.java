package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WorkerLineTest {

  /** Two worker numbers only, so that they are soon taken. */
  private static final SnowflakeLayout TWO_WORKERS =
      new SnowflakeLayout(SnowflakeLayout.EPOCH_DEFAULT_MILLIS, 1, 50 - 2, 1, 14);

  private final TestingCluster cluster = new TestingCluster();

  private static WorkerLine line(TestingNode on) {
    return new WorkerLine(on.context, WorkerClass.of(TWO_WORKERS));
  }

  private static List<Long> issue(TestingNode on, WorkerLine line, int count) {
    SnowflakeIssuer issuer = new SnowflakeIssuer(Kind.SNOWFLAKE, TWO_WORKERS, line, on.context);
    return ids(on.issue(issuer, count)).stream().map(Long::parseLong).toList();
  }

  private static Problem denied(TestingNode on, WorkerLine line) {
    return problem(on.issue(new SnowflakeIssuer(Kind.SNOWFLAKE, TWO_WORKERS, line, on.context), 1));
  }

  private static int workerOf(long id) {
    return TWO_WORKERS.worker(id);
  }

  private static long millisOf(long id) {
    return TWO_WORKERS.millisAt(TWO_WORKERS.tick(id));
  }

  private WorkerRecord stored(int number) {
    WorkerKey key = new WorkerKey(new WorkerClass(TWO_WORKERS.timeUnitMillis(), 1), number);
    WorkerRecord record = cluster.node(1).log.store().read(view -> view.workers().get(key));
    if (record == null) {
      throw new AssertionError("worker %d was never claimed".formatted(number));
    }
    return record;
  }

  @Test
  void aNumberIsClaimedWhenItIsFirstNeededAndStampsOnlyInItsWindow() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    assertEquals(List.of(), node.log.submitted(Command.ClaimWorker.class));
    List<Long> ids = issue(node, line, 1_000);
    TimeWindow window = stored(0).window();
    for (long id : ids) {
      assertEquals(0, workerOf(id));
      assertTrue(millisOf(id) >= window.startMillis() && millisOf(id) < window.endMillis());
    }
    assertEquals(ids.stream().sorted().distinct().toList(), ids);
  }

  @Test
  void nothingIsStampedBeforeTheClaimIsCommitted() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    node.log.next(Fate.HOLD);
    assertNull(line.take(TWO_WORKERS, 1));
    assertNull(line.take(TWO_WORKERS, 1));
    node.log.release(0);
    assertNotNull(line.take(TWO_WORKERS, 1));
  }

  @Test
  void aClaimWhoseReplyWasLostBringsTheSameNumber() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    node.log.next(Fate.LOSE_REPLY, Fate.LOSE_ENTRY);
    assertNull(line.take(TWO_WORKERS, 1));
    cluster.ticker.advanceMillis(25);
    assertNull(line.take(TWO_WORKERS, 1));
    cluster.ticker.advanceMillis(25);
    assertEquals(0, workerOf(issue(node, line, 1).getFirst()));
    node.log.commitLate();
    assertEquals(1, workerOf(issue(cluster.node(2), line(cluster.node(2)), 1).getFirst()));
  }

  @Test
  void noNumberLeftIsAPassingProblem() {
    issue(cluster.node(1), line(cluster.node(1)), 1);
    issue(cluster.node(2), line(cluster.node(2)), 1);
    Problem problem = denied(cluster.node(3), line(cluster.node(3)));
    assertEquals(Problem.Code.WORKERS_EXHAUSTED, problem.code());
    assertTrue(problem.retryable());
  }

  @Test
  void aNumberThatAnotherTookAfterItsWindowIsGivenUpForANewlyClaimedOne() {
    TestingNode cutOff = cluster.node(1);
    WorkerLine first = line(cutOff);
    Set<Long> issued = new HashSet<>(issue(cutOff, first, 100));
    assertEquals(0, workerOf(issued.iterator().next()));
    WorkerLine second = line(cluster.node(2));
    assertTrue(issued.addAll(issue(cluster.node(2), second, 100)));

    cutOff.log.always(Fate.LOSE_ENTRY);
    cluster.passMillis(10_000);
    assertNotNull(first.take(TWO_WORKERS, 100), "the window still lasts");
    cluster.passMillis(12_000);
    assertNull(first.take(TWO_WORKERS, 1));

    WorkerLine third = line(cluster.node(3));
    List<Long> taken = issue(cluster.node(3), third, 100);
    assertEquals(0, workerOf(taken.getFirst()));
    taken.forEach(id -> assertTrue(issued.add(id), "issued twice: " + id));

    cluster.passMillis(40_123);
    cutOff.log.always(Fate.COMMIT);
    List<Long> back = issue(cutOff, first, 100);
    WorkerRecord owned = stored(workerOf(back.getFirst()));
    assertEquals(cutOff.context.incarnation(), owned.owner());
    assertTrue(millisOf(back.getFirst()) >= owned.window().startMillis());
    back.forEach(id -> assertTrue(issued.add(id), "issued twice: " + id));
    assertEquals(List.of(), cutOff.faults.causes());
  }

  @Test
  void aClockSteppedBackMakesNoSnowflakeOfAnEarlierTime() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    long last = issue(node, line, 10).getLast();
    node.clock.stepMillis(-3_600_000);
    for (int i = 0; i < 30; i++) {
      cluster.passMillis(5_000);
      long next = issue(node, line, 1).getFirst();
      assertTrue(next > last, "%d after %d".formatted(next, last));
      last = next;
    }
  }

  @Test
  void droppingReleasesTheNumberAtTheEndOfWhatWasStamped() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    long last = issue(node, line, 1).getFirst();
    line.drop();
    WorkerRecord released = stored(0);
    assertEquals(IncarnationNumber.NONE, released.owner());
    assertEquals(millisOf(last) + 1, released.window().endMillis());
    assertNull(line.take(TWO_WORKERS, 1));
    assertEquals(Problem.Code.DRAINING, denied(node, line).code());
  }

  @Test
  void theNextOwnerStampsAfterAPredecessorThatRanAheadOfTheClock() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    issue(node, line, 1);
    Set<Long> issued = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      issued.addAll(issue(node, line, 10_000)); // 16,384 a millisecond: runs ahead of the clock.
    }
    issue(cluster.node(2), line(cluster.node(2)), 1);
    line.drop();
    cluster.passMillis(5);
    TestingNode next = cluster.node(3);
    assertEquals(Problem.Code.WORKERS_EXHAUSTED, denied(next, line(next)).code());
    cluster.passMillis(next.limits.clockReportMillis());
    List<Long> after = issue(next, line(next), 10_000);
    assertEquals(0, workerOf(after.getFirst()));
    after.forEach(id -> assertTrue(issued.add(id), "issued twice: " + id));
  }

  @Test
  void aNumberThatNothingWasStampedWithIsReleasedWhole() {
    TestingNode node = cluster.node(1);
    WorkerLine line = line(node);
    node.log.next(Fate.HOLD);
    assertNull(line.take(TWO_WORKERS, 1));
    node.log.release(0);
    line.drop();
    assertEquals(stored(0).window().startMillis(), stored(0).window().endMillis());
  }

  @Test
  void manyDropsAtOnceReleaseOnceAndNeverBelowWhatWasStamped() {
    for (int round = 0; round < 200; round++) {
      TestingCluster fresh = new TestingCluster();
      TestingNode node = fresh.node(1);
      WorkerLine line = line(node);
      issue(node, line, 1);
      List<CompletableFuture<Boolean>> drops =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      TestingNode.later(
                          () -> {
                            line.drop();
                            return true;
                          }))
              .toList();
      drops.forEach(drop -> assertTrue(get(drop)));
      List<Command.ReleaseWorker> released = node.log.submitted(Command.ReleaseWorker.class);
      assertEquals(1, released.size());
      assertTrue(released.getFirst().usedUntilMillis() > TestingClock.START_MILLIS);
    }
  }
}
