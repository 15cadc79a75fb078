package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was asked for after another ID was received is larger, whoever asked whom. */
@ExtendWith(ClusterLogs.class)
final class MonotonicIT {
  private static final int VALUES = Integer.getInteger("tidemark.it.monotonic", 100_000);
  private static final int CLIENTS_PER_NODE = 12;
  private static final int BATCH = 5;
  private static final int VIOLATIONS_KEPT_MAX = 20;

  @AutoClose private final RealCluster cluster = RealCluster.started();

  private final IdSet seen = new IdSet();
  private final AtomicLong largestReceived = new AtomicLong(-1);
  private final AtomicInteger refused = new AtomicInteger();
  private volatile @Nullable RealNode dying;
  private final List<String> violations = new CopyOnWriteArrayList<>();

  @Test
  void idsRiseAcrossAllNodesAlsoWhileTheLeaderDies() {
    cluster.putNamespaces();
    RealNode leader = cluster.awaitLeader();
    List<Thread> clients = new ArrayList<>();
    long started = System.nanoTime();
    for (RealNode node : cluster.nodes()) {
      for (int i = 0; i < CLIENTS_PER_NODE; i++) {
        String body = i % 2 == 0 ? IdKind.MONOTONIC.one() : IdKind.MONOTONIC.many(BATCH);
        clients.add(Thread.ofVirtual().start(() -> ask(node, body)));
      }
    }
    awaitSeen(VALUES / 2);
    dying = leader;
    leader.kill();
    awaitSeen(VALUES);
    Awaitility.await("clients")
        .atMost(Duration.ofSeconds(30))
        .until(() -> clients.stream().noneMatch(Thread::isAlive));

    assertEquals(List.of(), violations);
    assertTrue(seen.size() >= VALUES);
    Measured.print(
        "monotonic_values_per_second", seen.size() / (Bounds.millisSince(started) / 1_000));
    Measured.print("monotonic_refused_during_leader_kill", refused.get());
  }

  private void awaitSeen(int values) {
    Awaitility.await("%d values".formatted(values))
        .atMost(Duration.ofMinutes(4))
        .until(() -> seen.size() >= values || !violations.isEmpty());
  }

  /** Until enough is seen, or the node is gone. */
  private void ask(RealNode node, String body) {
    byte[] request = Connection.request("POST", "/generate", Map.of("Accept", "text/plain"), body);
    try (Connection connection = Connection.open(node.httpPort())) {
      while (seen.size() < VALUES && violations.size() < VIOLATIONS_KEPT_MAX) {
        long before = largestReceived.get();
        Answer answer = connection.send(request);
        if (answer.ok()) {
          take(node, before, answer.body().lines().mapToLong(Long::parseLong).toArray());
        } else {
          refused.incrementAndGet();
        }
      }
    } catch (IOException e) {
      if (node != dying) {
        violations.add("%s broke a connection: %s".formatted(node, e));
      }
    }
  }

  /**
   * @param before the largest value that anybody had received before these were asked for
   */
  private void take(RealNode node, long before, long[] values) {
    long last = before;
    for (long value : values) {
      if (value <= last) {
        violations.add("%s issued %d after %d".formatted(node, value, last));
      }
      if (!seen.add(0, value)) {
        violations.add("%s issued %d again".formatted(node, value));
      }
      last = value;
    }
    largestReceived.accumulateAndGet(last, Math::max);
  }
}
