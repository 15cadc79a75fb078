package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.Outcome;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.layout.Bits128;
import io.tidemark.layout.Uuid7Layout;
import io.tidemark.layout.UuidText;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Answer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two nodes issue from many threads, while the log delays, reorders, loses and refuses entries,
 * clocks jump, holdings expire, and rules change. Interleavings are the machine's own; everything
 * else follows from the seed, which {@code -Dtidemark.stress.seed} sets.
 */
@Timeout(120)
final class IssuingStressTest {

  private static final int IDS_PER_CLIENT = 140_000;

  /** Fewer, because every reservation that fails costs its requests a real wait. */
  private static final int MONOTONIC_IDS_PER_CLIENT = 30_000;

  private static final int BATCH_MAX = 100;
  private static final long HOUR = 3_600_000;
  private static final NamespaceKey RANGE = TestingNode.key("range");
  private static final NamespaceKey MONOTONIC = TestingNode.key("monotonic");

  private final long seed = Long.getLong("tidemark.stress.seed", System.nanoTime());
  private final TestingCluster cluster = new TestingCluster();
  private final AtomicBoolean done = new AtomicBoolean();

  /** A thread that issues one kind of ID on one node, and keeps what it got as numbers. */
  private final class Client {
    final TestingNode node;
    final Supplier<@Nullable Issuer> issuer;
    final ToLongFunction<String> number;
    final long[] got;
    final SplittableRandom random;

    Client(
        TestingNode node,
        int ids,
        SplittableRandom random,
        Supplier<@Nullable Issuer> issuer,
        ToLongFunction<String> number) {
      this.got = new long[ids];
      this.node = node;
      this.random = random;
      this.issuer = issuer;
      this.number = number;
    }

    /** Issues until it has enough. The IDs of one client rise. */
    long[] run() {
      int have = 0;
      long last = -1;
      while (have < got.length) {
        int count = 1 + random.nextInt(Math.min(BATCH_MAX, got.length - have));
        Issuer asked = issuer.get();
        if (asked == null) {
          throw new AssertionError("no issuer");
        }
        Answer<List<String>> answer = asked.tryIssue(count);
        if (answer == null) {
          answer = asked.issue(count, node.sight.deadlineNanos());
        }
        if (answer instanceof Answer.Granted<List<String>>(List<String> ids)) {
          assertEquals(count, ids.size());
          for (String id : ids) {
            long value = number.applyAsLong(id);
            assertTrue(value > last, "%s does not rise, seed %d".formatted(id, seed));
            last = value;
            got[have++] = value;
          }
        }
      }
      return got;
    }
  }

  @Test
  void noIdIsIssuedTwiceWhateverTheLogAndTheClocksDo() {
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    TestingNode first = cluster.node(1);
    NamespaceRecord range = first.put(RANGE.name().value(), rule(SequenceMode.RANGE));
    NamespaceRecord monotonic = first.put(MONOTONIC.name().value(), rule(SequenceMode.MONOTONIC));
    List<TestingNode> nodes = List.of(first, cluster.node(2));
    List<Issuers> issuers = nodes.stream().map(this::issuersOf).toList();
    nodes.forEach(node -> node.log.always(fates(random.split())));

    CompletableFuture<Boolean> world = TestingNode.later(() -> drive(random.split(), issuers));
    TreeMap<String, List<CompletableFuture<long[]>>> results = new TreeMap<>();
    for (int i = 0; i < 2; i++) {
      TestingNode node = nodes.get(i);
      Issuers of = issuers.get(i);
      results.merge(
          "range", start(node, IDS_PER_CLIENT, random, () -> of.ofNamespace(RANGE)), this::both);
      results.merge(
          "monotonic",
          start(node, MONOTONIC_IDS_PER_CLIENT, random, () -> of.ofNamespace(MONOTONIC)),
          this::both);
      results.merge(
          "snowflake",
          start(node, IDS_PER_CLIENT, random, () -> of.ofKind(Kind.SNOWFLAKE)),
          this::both);
      String stamps = "uuid7 on " + i;
      results.put(stamps, startStamps(node, random, of));
      results.merge(stamps, startStamps(node, random, of), this::both);
    }

    long total = 0;
    TreeMap<String, long[]> ids = new TreeMap<>();
    for (var kind : results.entrySet()) {
      long[] all =
          kind.getValue().stream().flatMapToLong(got -> LongStream.of(got.join())).toArray();
      assertUnique(kind.getKey(), all);
      ids.put(kind.getKey(), all);
      total += all.length;
    }
    done.set(true);
    assertTrue(world.join());
    assertTrue(total >= 1_000_000, "only " + total);
    assertBelow(first.highWaterMark(range), ids.get("range"));
    assertBelow(first.highWaterMark(monotonic), ids.get("monotonic"));
    nodes.forEach(node -> assertEquals(List.of(), node.faults.causes(), "seed " + seed));
  }

  private static SequenceRule rule(SequenceMode mode) {
    return new SequenceRule(mode, 1, 1, SequenceRule.VALUE_MAX, 50, 5_000);
  }

  private Issuers issuersOf(TestingNode node) {
    Issuers issuers = new Issuers(node.context, node::live, TestingClock.START_MILLIS);
    node.log.onApplied(
        (entry, replies) ->
            replies.forEach(
                reply -> {
                  if (reply.outcome() instanceof Outcome.NamespacePut(NamespaceRecord put, _)) {
                    issuers.ruleChanged(put.key(), put.generation());
                  }
                }));
    return issuers;
  }

  private static Supplier<Fate> fates(SplittableRandom random) {
    return () -> {
      int draw = random.nextInt(100);
      if (draw < 60) {
        return Fate.COMMIT;
      } else if (draw < 80) {
        return Fate.HOLD;
      } else if (draw < 88) {
        return Fate.LOSE_REPLY;
      }
      return draw < 96 ? Fate.LOSE_ENTRY : Fate.REFUSE;
    };
  }

  private List<CompletableFuture<long[]>> start(
      TestingNode node, int ids, SplittableRandom random, Supplier<@Nullable Issuer> issuer) {
    Client client = new Client(node, ids, random.split(), issuer, Long::parseLong);
    return List.of(TestingNode.later(client::run));
  }

  /** Of a uuid7, the number that the process must not repeat; random bits would hide that. */
  private List<CompletableFuture<long[]>> startStamps(
      TestingNode node, SplittableRandom random, Issuers issuers) {
    ToLongFunction<String> stamp =
        id -> {
          Bits128 uuid = UuidText.parse(id).orElseThrow();
          long millis = Uuid7Layout.millis(uuid) - TestingClock.START_MILLIS;
          return (millis << 22) | Uuid7Layout.counter(uuid);
        };
    Client client =
        new Client(node, IDS_PER_CLIENT, random.split(), () -> issuers.ofKind(Kind.UUID7), stamp);
    return List.of(TestingNode.later(client::run));
  }

  private <T> List<T> both(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Lets time pass, moves held entries on in any order, and makes trouble now and then. */
  private boolean drive(SplittableRandom random, List<Issuers> issuers) {
    AtomicLong rules = new AtomicLong();
    while (!done.get()) {
      cluster.ticker.advanceMillis(1);
      cluster.nodes.forEach(node -> node.clock.stepMillis(1));
      var _ = cluster.node(3).proposer.propose(new Command.ReportClock());
      for (TestingNode node : cluster.nodes.subList(0, 2)) {
        int held = node.log.held();
        if (held > 0) {
          node.log.release(random.nextInt(held));
        }
        if (random.nextInt(50) == 0) {
          node.log.commitLate();
        }
        stepClock(random, node);
      }
      if (random.nextInt(300) == 0) {
        issuers.forEach(Issuers::sweep);
      }
      if (random.nextInt(2_000) == 0) {
        changeRule(random.nextBoolean() ? RANGE : MONOTONIC, rules.incrementAndGet());
      }
      Thread.yield();
    }
    return true;
  }

  private static void stepClock(SplittableRandom random, TestingNode node) {
    switch (random.nextInt(3_000)) {
      case 0 -> node.clock.stepMillis(-random.nextLong(5_000));
      case 1 -> node.clock.stepMillis(random.nextLong(5_000));
      case 2 -> node.clock.stepMillis(-HOUR);
      case 3 -> node.clock.stepMillis(TestingClock.START_MILLIS - node.clock.millis());
      default -> {}
    }
  }

  private void changeRule(NamespaceKey key, long change) {
    SequenceMode mode = key.equals(RANGE) ? SequenceMode.RANGE : SequenceMode.MONOTONIC;
    cluster
        .node(3)
        .put(
            key.name().value(),
            new NamespaceRule(
                Kind.SEQUENCE, rule(mode), "change " + change, Collections.emptySortedMap()));
  }

  private void assertUnique(String kind, long[] numbers) {
    long[] sorted = numbers.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw new AssertionError(
            "%s: %d was issued twice, seed %d".formatted(kind, sorted[i], seed));
      }
    }
  }

  private void assertBelow(long mark, long @Nullable [] values) {
    assertTrue(values != null && LongStream.of(values).allMatch(value -> value < mark), "mark");
  }
}
