package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.period.Reset;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.store.LmdbStore;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestorationTest {

  private static final String OLD = "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  private static final String NEW = "9a0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  private static final long BEGIN_MILLIS = 1_800_000_000_000L;
  private static final long MAP_BYTES = 64 << 20;
  private static final int GENERATIONS = 3;

  /** How a restore may go wrong. */
  enum Mistake {
    NONE,
    MARKS_NOT_RAISED,
    NO_FLOOR_FOR_UNSEEN_LINES,
    FLOOR_OF_THE_LAST_RESTORE_ONLY,
    NO_FLOOR_FOR_TIME,
    FLOOR_AT_THE_TIME_OF_THE_RESTORE,
    INCARNATIONS_AGAIN,
    NAMESPACE_NUMBERS_AGAIN
  }

  @Property(tries = 300)
  void nothing_is_given_away_again_after_restores(@ForAll long seed) {
    Path directory = temporary();
    GivenAway book = lives(seed, Mistake.NONE, name -> new MemoryStore(), directory);
    assertTrue(book.lines() + book.workers() > 0, "something was given away");
    delete(directory);
  }

  @Property(tries = 20)
  void nothing_is_given_away_again_after_restores_on_lmdb(@ForAll long seed) {
    Path directory = temporary();
    lives(
        seed,
        Mistake.NONE,
        name -> {
          Path home = directory.resolve(name);
          mkdir(home);
          return LmdbStore.openEmpty(home, MAP_BYTES);
        },
        directory);
    delete(directory);
  }

  @ParameterizedTest
  @EnumSource(value = Mistake.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void the_judge_notices_a_restore_that_goes_wrong(Mistake mistake) {
    Path directory = temporary();
    List<String> noticed = new ArrayList<>();
    for (long seed = 0; seed < 400 && noticed.isEmpty(); seed++) {
      try {
        lives(seed, mistake, name -> new MemoryStore(), directory);
      } catch (GivenAway.GivenTwiceException e) {
        noticed.add("seed %d: %s".formatted(seed, e.getMessage()));
      }
    }
    assertEquals(1, noticed.size(), mistake + " is never noticed");
    delete(directory);
  }

  /** A cluster, one restored from its backup, and one restored from that one's. */
  private static GivenAway lives(long seed, Mistake mistake, Stores stores, Path directory) {
    Random random = new Random(seed);
    GivenAway book = new GivenAway();
    Store store = stores.open("0");
    store.writeOnly(tables -> ReplicatedState.begin(tables, OLD));
    long now = BEGIN_MILLIS + random.nextInt(86_400_000);
    for (int generation = 1; generation < GENERATIONS; generation++) {
      ClusterLife life = new ClusterLife(store, random, book, now);
      life.live(random.nextInt(60));
      Path backup = directory.resolve("backup");
      store.read(view -> SnapshotFile.write(view, backup));
      ClusterLife.Bounds bounds = new ClusterLife.Bounds(random.nextInt(200), random.nextInt(10));
      life.keepTo(bounds);
      life.live(random.nextInt(120));
      now = life.nowMillis();
      store.close();
      store = stores.open(Integer.toString(generation));
      SnapshotFile.load(backup, store);
      restore(
          store,
          new Restoration(
              NEW,
              bounds.valuesMax(),
              bounds.incarnationsMax(),
              now,
              ClusterLife.CLOCK_ERROR_MILLIS_MAX),
          mistake);
    }
    new ClusterLife(store, random, book, now).live(120);
    store.close();
    return book;
  }

  @FunctionalInterface
  private interface Stores {
    Store open(String name);
  }

  private static void restore(Store store, Restoration restoration, Mistake mistake) {
    ClusterRecord backup = store.read(View::cluster);
    Map<LineKey, LineRecord> marks = lines(store);
    store.writeOnly(restoration::applyTo);
    ClusterRecord right = store.read(View::cluster);
    EpochFloor floor = right.floor();
    switch (mistake) {
      case NONE -> {}
      case MARKS_NOT_RAISED ->
          store.writeOnly(tables -> marks.forEach((key, line) -> tables.lines().put(key, line)));
      case NO_FLOOR_FOR_UNSEEN_LINES -> put(store, right, new EpochFloor(0, floor.timeMillis()));
      case FLOOR_OF_THE_LAST_RESTORE_ONLY ->
          put(store, right, new EpochFloor(restoration.valuesMax(), floor.timeMillis()));
      case NO_FLOOR_FOR_TIME -> put(store, right, new EpochFloor(floor.values(), 0));
      case FLOOR_AT_THE_TIME_OF_THE_RESTORE ->
          put(store, right, new EpochFloor(floor.values(), restoration.restoredMillis()));
      case INCARNATIONS_AGAIN ->
          put(
              store,
              with(right, backup.nextIncarnation(), right.nextNamespaceNumber(), floor),
              floor);
      case NAMESPACE_NUMBERS_AGAIN ->
          put(
              store,
              with(right, right.nextIncarnation(), backup.nextNamespaceNumber(), floor),
              floor);
    }
  }

  private static void put(Store store, ClusterRecord record, EpochFloor floor) {
    store.writeOnly(
        tables ->
            tables.putCluster(
                with(record, record.nextIncarnation(), record.nextNamespaceNumber(), floor)));
  }

  private static ClusterRecord with(
      ClusterRecord c, long nextIncarnation, long nextNamespaceNumber, EpochFloor floor) {
    return new ClusterRecord(
        c.clusterId(),
        c.epoch(),
        c.featureLevel(),
        c.applied(),
        c.replicatedTimeMillis(),
        nextIncarnation,
        nextNamespaceNumber,
        c.rows(),
        c.rowsMax(),
        c.members(),
        c.clockMillis(),
        c.current(),
        c.secret(),
        c.lineage(),
        floor);
  }

  private static Map<LineKey, LineRecord> lines(Store store) {
    return store.read(
        view -> {
          Map<LineKey, LineRecord> lines = new TreeMap<>();
          view.lines()
              .scan(
                  new LineKey(new TenantId("0"), 1, PeriodLabel.NONE),
                  (key, line) -> lines.put(key, line) == null);
          return lines;
        });
  }

  // What a restore does, one by one.

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess n1 = startWithSecret(cluster);

  private static TestProcess startWithSecret(TestCluster cluster) {
    ClusterSecret secret = ClusterSecret.of(new byte[ClusterSecret.BYTES]);
    cluster.apply(
        cluster.envelope(
            new NodeName("n1"),
            IncarnationNumber.NONE,
            cluster.nowMillis(),
            cluster.nextNonce(),
            new Command.RegisterIncarnation("with-a-secret", secret)));
    return cluster.start("n1");
  }

  private Restoration restoration(long valuesMax) {
    return new Restoration(NEW, valuesMax, 1 << 16, cluster.nowMillis(), 1_000);
  }

  private ClusterRecord restored(long valuesMax) {
    cluster.corrupt(restoration(valuesMax)::applyTo);
    return cluster.cluster();
  }

  @Test
  void the_new_cluster_has_its_own_id_and_keeps_lineage_and_secret() {
    ClusterRecord before = cluster.cluster();
    ClusterRecord after = restored(10);
    assertEquals(NEW, after.clusterId());
    assertEquals(before.lineage(), after.lineage());
    assertEquals(before.secret(), after.secret());
    assertEquals(before.epoch() + 1, after.epoch());
    assertEquals(before.nextIncarnation() + (1 << 16), after.nextIncarnation());
    assertEquals(Restoration.BEGIN, after.applied());
    assertEquals(ReplicatedState.FLOOR_LEVEL, after.featureLevel());
    assertTrue(after.current().isEmpty() && after.voters().isEmpty(), "nobody is known yet");
  }

  @Test
  void a_mark_rises_by_values_of_its_line_not_by_numbers() {
    NamespaceRecord tens =
        n1.put("tens", new SequenceRule(SequenceMode.RANGE, 5, 10, 100_000, 1, 100));
    assertEquals(new IdRange(5, 35, 10), n1.reserve(tens, 3));
    restored(100);
    assertEquals(1_035, lines(cluster.store).values().iterator().next().highWaterMark());
  }

  @Test
  void a_line_that_can_have_ended_is_exhausted_and_never_begins_again() {
    NamespaceRecord few = n1.put("few", new SequenceRule(SequenceMode.RANGE, 1, 1, 50, 1, 100));
    n1.reserve(few, 10);
    restored(Long.MAX_VALUE);
    LineRecord line = lines(cluster.store).values().iterator().next();
    assertEquals(SequenceRule.VALUE_MAX + 1, line.highWaterMark());
    assertEquals(0, few.rule().sequence().remainingFrom(line.highWaterMark()));
  }

  @Test
  void a_limit_that_was_lifted_after_the_backup_does_not_bound_the_raise() {
    NamespaceRecord few = n1.put("few", new SequenceRule(SequenceMode.RANGE, 1, 1, 50, 1, 100));
    n1.reserve(few, 10);
    restored(1_000);
    assertEquals(1_011, lines(cluster.store).values().iterator().next().highWaterMark());
  }

  @Test
  void an_unseen_line_passes_over_the_floor_and_one_of_a_later_period_does_not() {
    EpochFloor floor = new EpochFloor(100, BEGIN_MILLIS);
    SequenceRule daily =
        SequenceRule.DEFAULT.withTemplate("{date:yyyyMMdd}-{seq}", Reset.DAILY, "UTC");
    // BEGIN_MILLIS is 2027-01-15T08:00Z. The 16th may have begun in no zone, but the 15th in all.
    assertEquals(101, floor.firstValueOf(SequenceRule.DEFAULT, PeriodLabel.NONE));
    assertEquals(101, floor.firstValueOf(daily, new PeriodLabel("2027-01-15")));
    assertEquals(101, floor.firstValueOf(daily, new PeriodLabel("2027-01-16")));
    assertEquals(1, floor.firstValueOf(daily, new PeriodLabel("2027-01-17")));
  }

  @Test
  void an_unused_sequence_may_have_been_used_since_and_changes_its_rule_no_more() {
    SequenceRule tens = new SequenceRule(SequenceMode.RANGE, 1, 10, 100_000, 1, 100);
    NamespaceRecord unused = n1.put("unused", tens);
    NamespaceRecord daily =
        n1.put(
            "daily",
            SequenceRule.DEFAULT.withTemplate("{date:yyyyMMdd}-{seq}", Reset.DAILY, "UTC"));
    restored(100);
    cluster.changeVoters("n1", "n2", "n3");
    TestProcess next = cluster.start("n1");
    for (NamespaceRecord namespace : List.of(unused, daily)) {
      TestCluster.assertRejected(
          RejectionReason.RULE_FROZEN,
          next.propose(
              new Command.PutNamespace(
                  namespace.name(), NamespaceRule.of(SequenceRule.DEFAULT), Precondition.none())));
    }
    assertEquals(1_001, next.reserve(unused, 3).first());
  }

  @Test
  void floors_add_up_and_end_where_numbers_do() {
    assertEquals(new EpochFloor(30, 9), new EpochFloor(10, 9).raised(20, 7));
    assertEquals(
        new EpochFloor(Long.MAX_VALUE, 9), new EpochFloor(10, 9).raised(Long.MAX_VALUE, 7));
    assertEquals(
        SequenceRule.VALUE_MAX + 1,
        new EpochFloor(Long.MAX_VALUE, 0).firstValueOf(SequenceRule.DEFAULT, PeriodLabel.NONE));
  }

  @Test
  void a_backup_that_would_use_up_the_incarnations_is_refused_with_what_is_left() {
    cluster.changeNextIncarnation(IncarnationNumber.MAX - 99);
    ClusterRecord backup = cluster.cluster();
    String refusal = new Restoration(NEW, 1, 100, cluster.nowMillis(), 0).refusal(backup);
    assertTrue(String.valueOf(refusal).contains("100 are left"), refusal);
    assertNull(new Restoration(NEW, 1, 99, cluster.nowMillis(), 0).refusal(backup));
  }

  @Test
  void a_backup_from_the_future_is_refused() {
    ClusterRecord backup = cluster.cluster();
    long now = backup.replicatedTimeMillis();
    assertNotNull(new Restoration(NEW, 1, 1, now - 1_001, 1_000).refusal(backup));
    assertNull(new Restoration(NEW, 1, 1, now - 1_000, 1_000).refusal(backup));
  }

  @Test
  void a_backup_of_a_cluster_without_secret_is_refused() {
    assertNotNull(new Restoration(NEW, 1, 1, 1, 1).refusal(ClusterRecord.genesis(OLD)));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("restoration");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mkdir(Path directory) {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path root) {
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
