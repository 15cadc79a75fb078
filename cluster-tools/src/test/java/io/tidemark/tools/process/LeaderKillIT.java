package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The leader dies under load; who asks another node does not notice. */
@ExtendWith(ClusterLogs.class)
final class LeaderKillIT {
  private static final double NEW_RESERVATIONS_MILLIS_MAX = 5_000;

  @AutoClose private final RealCluster cluster = RealCluster.started();

  @Test
  void survivorsFailNoRequestAndReserveAgainSoon() {
    cluster.putNamespaces();
    RealNode leader = cluster.awaitLeader();
    List<RealNode> survivors = cluster.others(leader);
    try (Load load = new Load()) {
      for (RealNode node : cluster.nodes()) {
        load.singles(node, IdKind.UUID7, 2);
        load.singles(node, IdKind.SNOWFLAKE, 2);
        load.singles(node, IdKind.SEQUENCE, 2);
      }
      load.start();
      cluster.nodes().forEach(node -> load.awaitMore(node, 5_000));

      load.expectDeath(leader);
      leader.kill();
      long killed = System.nanoTime();
      awaitReservation(survivors.get(0));
      Bounds.check(
          "reserving_after_leader_kill", Bounds.millisSince(killed), NEW_RESERVATIONS_MILLIS_MAX);
      survivors.forEach(node -> load.awaitMore(node, 5_000));
      load.stop();

      assertEquals(List.of(), load.violations());
      for (RealNode node : survivors) {
        Measured.print(
            "leader_kill_p999_%s_millis".formatted(node),
            load.of(node).latencies().millisAt(0.999));
        Measured.print(
            "leader_kill_max_%s_millis".formatted(node), load.of(node).latencies().millisAt(1));
        assertEquals(List.of(), load.of(node).failures(), node + " failed requests");
      }
    }
    cluster.start(leader);
    leader.awaitReady(RealCluster.PATIENCE);
    assertTrue(leader.generate(IdKind.SEQUENCE.one()).ok());
  }

  /** Every ID in mode monotonic is a reservation that was proposed after the ID was asked for. */
  private static void awaitReservation(RealNode node) {
    Awaitility.await("a new reservation")
        .atMost(RealCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> node.generate(IdKind.MONOTONIC.one()).ok());
  }
}
