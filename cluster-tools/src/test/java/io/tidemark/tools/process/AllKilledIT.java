package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The power goes out, again and again. */
@ExtendWith(ClusterLogs.class)
final class AllKilledIT {
  private static final int KILLS = Integer.getInteger("tidemark.it.kills", 4);
  private static final double SERVING_MILLIS_MAX = 10_000;
  private static final List<IdKind> KINDS =
      List.of(IdKind.UUID7, IdKind.ULID, IdKind.SNOWFLAKE, IdKind.SEQUENCE, IdKind.MONOTONIC);

  @AutoClose private final RealCluster cluster = RealCluster.started();

  @Test
  void afterEveryOutageItServesAgainAndRepeatsNothing() {
    cluster.putNamespaces();
    try (Load load = new Load()) {
      for (int outage = 1; outage <= KILLS; outage++) {
        for (RealNode node : cluster.nodes()) {
          KINDS.forEach(kind -> load.singles(node, kind, 1));
        }
        load.start();
        cluster.nodes().forEach(node -> load.awaitMore(node, 2_000));

        cluster.nodes().forEach(load::expectDeath);
        cluster.killAll();
        load.stop();
        long largest = load.largest(IdKind.SEQUENCE);
        long largestMonotonic = load.largest(IdKind.MONOTONIC);

        long started = System.nanoTime();
        cluster.startAll();
        cluster.awaitAllReady();
        Bounds.check(
            "serving_after_outage_" + outage, Bounds.millisSince(started), SERVING_MILLIS_MAX);
        cluster.nodes().forEach(load::expectLife);
        for (RealNode node : cluster.nodes()) {
          assertLarger(node, IdKind.SEQUENCE, largest);
          assertLarger(node, IdKind.MONOTONIC, largestMonotonic);
        }
      }
      assertEquals(List.of(), load.violations());
      for (RealNode node : cluster.nodes()) {
        assertEquals(List.of(), load.of(node).failures(), node + " failed requests while up");
      }
    }
  }

  private static void assertLarger(RealNode node, IdKind kind, long before) {
    long after = Long.parseLong(node.issue(kind));
    assertTrue(
        after > before,
        () -> "%s issued %s %d after %d had been".formatted(node, kind, after, before));
  }
}
