package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM under load. */
@ExtendWith(ClusterLogs.class)
final class DrainIT {
  private static final double DRAIN_MILLIS_MAX = 10_000;

  @AutoClose private final RealCluster cluster = RealCluster.started();

  @Test
  void theLeaderDrainsAndNobodyElseNotices() {
    cluster.putNamespaces();
    RealNode leader = cluster.awaitLeader();
    try (Load load = new Load()) {
      for (RealNode node : cluster.nodes()) {
        load.singles(node, IdKind.UUID7, 2);
        load.singles(node, IdKind.SNOWFLAKE, 1);
        load.singles(node, IdKind.SEQUENCE, 2);
      }
      load.start();
      cluster.nodes().forEach(node -> load.awaitMore(node, 3_000));

      load.expectDeath(leader);
      long asked = System.nanoTime();
      leader.process().terminate();
      int exitCode = leader.process().exitCode();
      double drainMillis = Bounds.millisSince(asked);
      cluster.others(leader).forEach(node -> load.awaitMore(node, 3_000));
      load.stop();

      assertEquals(0, exitCode);
      Bounds.check("drain", drainMillis, DRAIN_MILLIS_MAX);
      assertEquals(List.of(), load.violations());
      for (RealNode node : cluster.others(leader)) {
        Measured.print(
            "drain_p999_%s_millis".formatted(node), load.of(node).latencies().millisAt(0.999));
        assertEquals(List.of(), load.of(node).failures(), node + " failed requests");
      }
    }
    cluster.start(leader);
    leader.awaitReady(RealCluster.PATIENCE);
  }
}
