package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.key;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import io.tidemark.layout.SnowflakePreset;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LayoutsTest {

  private static final long START = TestingClock.START_MILLIS;

  private final TestingCluster cluster = new TestingCluster();
  private final TestingNode node = cluster.node(1);
  private final Issuers issuers = new Issuers(node.context, node::live, START);

  private static Issuer of(Issuers issuers, String name) {
    Issuer issuer = issuers.ofNamespace(key(name));
    if (issuer == null) {
      throw new AssertionError("no issuer for " + name);
    }
    return issuer;
  }

  private Issuer put(String name, SnowflakeLayout layout) {
    node.put(name, NamespaceRule.of(Kind.SNOWFLAKE, new Form.LaidOut(SnowflakeRule.of(layout))));
    return of(issuers, name);
  }

  private List<Long> issue(Issuer issuer, int count) {
    return ids(node.issue(issuer, count)).stream().map(Long::parseLong).toList();
  }

  private WorkerRecord stored(WorkerClass workerClass, int number) {
    WorkerRecord record =
        node.log.store().read(view -> view.workers().get(new WorkerKey(workerClass, number)));
    if (record == null) {
      throw new AssertionError("worker %d was never claimed".formatted(number));
    }
    return record;
  }

  @ParameterizedTest
  @EnumSource
  void aPresetIsIssuedWithTheTimeOfTheClockAndTheWorkerOfItsClass(SnowflakePreset preset) {
    SnowflakeLayout layout = preset.layout();
    List<Long> ids = issue(put("orders", layout), 300);
    long last = -1;
    for (long id : ids) {
      assertTrue(id > last);
      last = id;
      assertEquals(0, layout.worker(id));
      long ahead = layout.millisAt(layout.tick(id)) - START;
      assertTrue(ahead >= 0 && ahead <= 20, () -> ahead + " ms ahead of the clock");
    }
    assertNotNull(stored(WorkerClass.of(layout), 0));
  }

  @Test
  void aClassIsClaimedWhenALayoutOfItIsFirstUsedAndOnceForAllOfThem() {
    issue(put("a", SnowflakeLayout.DEFAULT), 1);
    issue(put("b", SnowflakePreset.TWITTER.layout()), 1);
    assertEquals(1, node.log.submitted(Command.ClaimWorker.class).size());
    issue(put("c", SnowflakePreset.SONYFLAKE.layout()), 1);
    issue(put("d", SnowflakePreset.INSTAGRAM.layout()), 1);
    assertEquals(
        List.of(new WorkerClass(1, 10), new WorkerClass(10, 16), new WorkerClass(1, 13)),
        node.log.submitted(Command.ClaimWorker.class).stream()
            .map(Command.ClaimWorker::workerClass)
            .toList());
    issuers.drop();
    assertEquals(3, node.log.submitted(Command.ReleaseWorker.class).size());
  }

  @Test
  void namespacesOfOneLayoutNeverPrintTheSame() {
    Issuer a = put("a", SnowflakePreset.TWITTER.layout());
    Issuer b = put("b", SnowflakePreset.TWITTER.layout());
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      issue(a, 30).forEach(id -> assertTrue(seen.add(id)));
      issue(b, 30).forEach(id -> assertTrue(seen.add(id)));
    }
  }

  /** The sequence of the class is shared, so that each namespace has numbers of its own. */
  @Test
  void namespacesThatDifferInTheEpochShareTheirTicks() {
    SnowflakeLayout twitter = SnowflakePreset.TWITTER.layout();
    long mine = issue(put("a", SnowflakeLayout.DEFAULT), 1).getFirst();
    long theirs = issue(put("b", twitter), 1).getFirst();

    assertEquals(0, SnowflakeLayout.DEFAULT.sequence(mine));
    assertEquals(1, twitter.sequence(theirs));
    assertEquals(
        SnowflakeLayout.DEFAULT.millisAt(SnowflakeLayout.DEFAULT.tick(mine)),
        twitter.millisAt(twitter.tick(theirs)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1_000})
  void aTickLiesWhollyInsideTheWindowThroughEveryHandOver(int unit) {
    SnowflakeLayout layout = new SnowflakeLayout(0, unit, 46, 1, 3);
    WorkerClass workerClass = WorkerClass.of(layout);
    Set<Long> seen = new HashSet<>();
    put("orders", layout);
    for (int turn = 0; turn < 12; turn++) {
      TestingNode on = cluster.nodes.get(turn % 3);
      Issuers ofTurn = new Issuers(on.context, on::live, START);
      for (int i = 0; i < 5; i++) {
        List<String> got = ids(on.issue(of(ofTurn, "orders"), 9));
        TimeWindow window =
            stored(workerClass, layout.worker(Long.parseLong(got.getLast()))).window();
        for (String text : got) {
          long id = Long.parseLong(text);
          assertTrue(seen.add(id), "issued twice: " + id);
          assertTrue(layout.millisAt(layout.tick(id) + 1) <= window.endMillis());
        }
        cluster.passMillis(333);
      }
      ofTurn.drop();
      cluster.passMillis(turn % 2 == 0 ? 25_000 : 1_777);
    }
  }

  @Test
  void theWidestSequenceHasTicksLeftForTheYearsOfAProcess() {
    SnowflakeLayout wide = new SnowflakeLayout(START - 1_000, 1, 38, 1, 24);
    long id = issue(put("wide", wide), 10_000).getLast();

    assertEquals(9_999, wide.sequence(id));
    assertEquals(START, wide.millisAt(wide.tick(id)));
  }

  @Test
  void aLayoutEndsWithItsLastTickWhateverTheClockSaysAndOthersGoOn() {
    SnowflakeLayout brief = new SnowflakeLayout(START, 1, 32, 10, 1);
    Issuer ending = put("ending", brief);
    Issuer other = put("other", SnowflakeLayout.DEFAULT);
    long end = START + (1L << 32);
    assertEquals(end, ending.endMillis());
    assertEquals(end, issuers.endMillis());
    cluster.passMillis(end - START - 5_000);

    List<Long> got = issue(ending, 1);
    for (long last = got.getLast(); brief.tick(last) < brief.tickEnd() - 1; last = got.getLast()) {
      got = issue(ending, 1); // Two a millisecond, while the clock stands still.
    }
    assertEquals(0, brief.sequence(got.getLast()));
    assertEquals((brief.tickEnd() - 1) << 11 | 1, issue(ending, 1).getFirst());
    Problem ended = problem(node.issue(ending, 1));
    assertEquals(Problem.Code.LAYOUT_EXHAUSTED, ended.code());
    assertFalse(ended.retryable());
    cluster.passMillis(10_000);
    assertEquals(Problem.Code.LAYOUT_EXHAUSTED, problem(node.issue(ending, 1)).code());
    assertNotNull(id(node.issue(other, 1)));
  }

  @Test
  void aLayoutWhoseEpochLiesAheadOfTheClockIssuesNothingBeforeIt() {
    SnowflakeLayout later = new SnowflakeLayout(START, 1, 41, 10, 12);
    Issuer issuer = put("later", later);
    node.clock.stepMillis(-30_000);
    long id = issue(issuer, 1).getFirst();

    assertEquals(0, later.tick(id), "the window begins at replicated time, which is the epoch");
  }

  /** What was stamped ahead lies before the window that comes with another number. */
  @Test
  void aNumberLostAfterTheClockWasAheadHoldsUpNothing() {
    SnowflakeLayout layout = new SnowflakeLayout(0, 1, 46, 1, 3);
    Issuer issuer = put("orders", layout);
    node.clock.stepMillis(15_000);
    long ahead = issue(issuer, 1).getFirst();
    assertEquals(START + 15_000, layout.tick(ahead));
    node.clock.stepMillis(-15_000);

    node.log.always(Fate.LOSE_ENTRY);
    cluster.passMillis(61_000);
    for (int other = 2; other <= 3; other++) {
      TestingNode on = cluster.node(other);
      assertNotNull(id(on.issue(of(new Issuers(on.context, on::live, START), "orders"), 1)));
    }
    cluster.passMillis(61_000);
    node.log.always(Fate.COMMIT);
    cluster.passMillis(1);
    long after = issue(issuer, 1).getFirst();
    assertTrue(layout.tick(after) - node.clock.millis() <= 1_000, "at the clock, rounded up");
  }

  @Test
  void theOrderOfTheFieldsIsThatOfTheLayout() {
    SnowflakeLayout layout = new SnowflakeLayout(0, 10, 39, 16, 8, FieldOrder.TIME_SEQUENCE_WORKER);
    List<Long> ids = issue(put("orders", layout), 3);

    assertEquals(List.of(0L, 1L << 16, 2L << 16), ids.stream().map(i -> i & 0xFF_FFFF).toList());
  }
}
