package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All nodes are restarted one at a time, by the command of the operator's guide. {@code
 * -Dtidemark.it.rolling=20} does it twenty times over.
 */
@ExtendWith(ClusterLogs.class)
final class RollingRestartIT {

  private static final int ROUNDS = Integer.getInteger("tidemark.it.rolling", 1);
  private static final double RESERVATION_GAP_MILLIS_MAX = 5_000;
  private static final Duration ROUND_MAX = Duration.ofMinutes(4);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @AutoClose private final RealCluster cluster = RealCluster.started();
  private volatile boolean supervising = true;

  @Test
  void whoAsksAnyNodeNoticesNothing() throws Exception {
    cluster.putNamespaces();
    cluster.nodes().forEach(this::notePid);
    Thread supervisor = Thread.ofPlatform().name("supervisor").start(this::supervise);
    try (BalancedLoad load =
            new BalancedLoad(cluster.nodes(), IdKind.UUID7, IdKind.SNOWFLAKE, IdKind.SEQUENCE);
        ReservationGaps gaps = new ReservationGaps(cluster.nodes())) {
      for (int round = 0; round < ROUNDS; round++) {
        restartAll(round);
      }
      load.stop();
      Bounds.check(
          "rolling_restart_longest_reservation_gap",
          gaps.longestMillis(),
          RESERVATION_GAP_MILLIS_MAX);
      Measured.print("rolling_restart_requests", (double) load.served());
      assertEquals(List.of(), load.repeated());
      assertEquals(List.of(), load.failures());
    } finally {
      supervising = false;
      supervisor.join();
    }
    for (RealNode node : cluster.nodes()) {
      assertTrue(node.cluster().path("members").get(0).path("incarnation").asLong() > 3);
    }
  }

  private void restartAll(int round) {
    Map<String, String> variables = new TreeMap<>();
    variables.put(
        "TIDEMARK_ENDPOINTS",
        String.join(
            ",", cluster.nodes().stream().map(n -> "http://127.0.0.1:" + n.httpPort()).toList()));
    RealProcess command =
        RealProcess.start(
            cluster.directory().resolve("rolling-%d.log".formatted(round)),
            variables,
            List.of(
                "cluster",
                "rolling-restart",
                "--yes",
                "--wait",
                "90s",
                "--command",
                "kill -TERM \"$(cat '%s'/\"$TIDEMARK_NODE\".pid)\""
                    .formatted(cluster.directory())));
    Awaitility.await("a round").atMost(ROUND_MAX).until(() -> !command.isAlive());
    assertEquals(0, command.exitCode(), command::output);
  }

  /** Starts again what has ended, as an init system does. */
  private void supervise() {
    while (supervising) {
      for (RealNode node : cluster.nodes()) {
        if (!node.isAlive()) {
          cluster.start(node);
          notePid(node);
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void notePid(RealNode node) {
    Path file = cluster.directory().resolve(node.name() + ".pid");
    try {
      Files.writeString(file, Long.toString(node.process().pid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
