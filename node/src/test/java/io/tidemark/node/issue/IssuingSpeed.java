package io.tidemark.node.issue;

import com.sun.management.ThreadMXBean;
import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.SequenceRule;
import io.tidemark.layout.UuidRendering;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.log.TestingTicker;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Measures, with real clocks and a log that commits at once, what it costs to issue each kind from
 * memory: processor time, so that other work on the machine counts less, and bytes allocated. No
 * part of the gate, because its name is not a test's: run it with {@code -Dtest=IssuingSpeed}.
 */
final class IssuingSpeed {

  private static final int IDS_PER_ROUND = 500_000;
  private static final int ROUNDS = 4;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void measure() {
    int threads = Integer.getInteger("tidemark.speed.threads", 1);
    TestingNode node =
        new TestingNode(
            "n1", new FakeLog(new TestingTicker(), "n1"), new TestingTicker(), new TestingClock());
    IssuingContext usual = node.context;
    IssuingContext real =
        new IssuingContext(
            usual.incarnation(),
            usual.instanceField(),
            usual.proposer(),
            usual.sight(),
            usual.faults(),
            usual.limits(),
            () -> System.currentTimeMillis(),
            System::nanoTime,
            InstantSource.system(),
            usual.printing(),
            usual.periodClock(),
            () -> ThreadLocalRandom.current().nextLong(),
            new SecureRandomBits(),
            usual.failed(),
            usual.metrics());
    node.clock.stepMillis(System.currentTimeMillis() - node.clock.millis());
    Issuers issuers = new Issuers(real, node::live, TestingClock.START_MILLIS);
    node.put(
        "orders",
        new SequenceRule(
            SequenceRule.DEFAULT.mode(), 1, 1, SequenceRule.VALUE_MAX, 100, 10_000_000));
    for (Kind kind : Kind.values()) {
      if (kind.isBuiltIn()) {
        measure(kind.name(), issuers.ofKind(kind), threads);
      }
    }
    node.put("users", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("user")));
    node.put("short", NamespaceRule.of(Kind.UUID7, new Form.Rendered(UuidRendering.BASE58)));
    measure("TYPEID", issuers.ofNamespace(TestingNode.key("users")), threads);
    measure("BASE58", issuers.ofNamespace(TestingNode.key("short")), threads);
    measure("SEQUENCE", issuers.ofNamespace(TestingNode.key("orders")), threads);
  }

  private static void measure(String name, @Nullable Issuer issuer, int threads) {
    if (issuer == null) {
      throw new AssertionError("no issuer of " + name);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      List<CompletableFuture<Cost>> runs =
          IntStream.range(0, threads)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> run(issuer), Thread.ofPlatform()::start))
              .toList();
      Cost total = new Cost(0, 0, 0);
      for (CompletableFuture<Cost> run : runs) {
        total = total.plus(run.join());
      }
      double ids = (double) IDS_PER_ROUND * threads;
      System.out.printf(
          "%-10s round %d: %.0f ns, %.0f bytes an ID; %.4f %% not held at first%n",
          name, round, total.nanos() / ids, total.bytes() / ids, 100 * total.missed() / ids);
    }
  }

  private record Cost(long nanos, long bytes, long missed) {
    Cost plus(Cost other) {
      return new Cost(nanos + other.nanos, bytes + other.bytes, missed + other.missed);
    }
  }

  private static Cost run(Issuer issuer) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    long missed = 0;
    for (int issued = 0; issued < IDS_PER_ROUND; ) {
      if (issuer.tryIssue(1) == null) {
        missed++;
      } else {
        issued++;
      }
    }
    return new Cost(
        THREADS.getCurrentThreadCpuTime() - nanos,
        THREADS.getCurrentThreadAllocatedBytes() - bytes,
        missed);
  }
}
