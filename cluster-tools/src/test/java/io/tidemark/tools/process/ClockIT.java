package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clocks that jump by an hour, by libfaketime (the package {@code faketime}). */
@ExtendWith(ClusterLogs.class)
final class ClockIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TIME_OFF_MAX = Duration.ofMinutes(2);

  @AutoClose private final RealCluster cluster = RealCluster.of(3);

  private final FakeClocks clocks = FakeClocks.of(cluster);
  private final Map<Integer, Long> lastOfWorker = new HashMap<>();
  private final IdSet seen = new IdSet();

  @BeforeEach
  void startWithFakeClocks() {
    cluster.startAll();
    cluster.awaitAllReady();
  }

  @Test
  void aNodeThatRestartsWithItsClockAnHourBackGoesOnWithoutRepeatsOrBackwardIds() {
    RealNode node = cluster.others(cluster.awaitLeader()).get(0);
    cluster.nodes().forEach(this::takeSnowflakes);
    node.kill();
    clocks.set(node, HOUR.negated());

    cluster.start(node);
    node.awaitReady(RealCluster.PATIENCE);

    for (int round = 0; round < 3; round++) {
      cluster.nodes().forEach(this::takeSnowflakes);
    }
    assertReplicatedTimeIsTrue();
  }

  @Test
  void aLeaderWhoseClockStepsBackAnHourWhileItRunsGoesOn() {
    RealNode leader = cluster.awaitLeader();
    takeSnowflakes(leader);

    clocks.set(leader, HOUR.negated());
    awaitClockOff(leader);

    for (int round = 0; round < 3; round++) {
      cluster.nodes().forEach(this::takeSnowflakes);
    }
    assertReplicatedTimeIsTrue();
  }

  @Test
  void aLeaderAnHourAheadIsRefusedWindowsWhileTheOthersServe() {
    RealNode leader = cluster.awaitLeader();

    clocks.set(leader, HOUR);
    awaitClockOff(leader);

    Awaitility.await("a refusal")
        .atMost(RealCluster.PATIENCE)
        .until(() -> !leader.generate(IdKind.SNOWFLAKE.one()).ok());
    Answer refusal = leader.generate(IdKind.SNOWFLAKE.one());
    assertEquals(503, refusal.status(), refusal::toString);
    assertEquals("clock_out_of_bounds", refusal.code());
    for (RealNode node : cluster.others(leader)) {
      takeSnowflakes(node);
      node.issue(IdKind.UUID7);
    }
    assertReplicatedTimeIsTrue();

    clocks.set(leader, Duration.ZERO);
    Awaitility.await("serving again")
        .atMost(RealCluster.PATIENCE)
        .until(() -> leader.generate(IdKind.SNOWFLAKE.one()).ok());
  }

  /** Takes some; none may be known, and none below an earlier one of the same worker. */
  private void takeSnowflakes(RealNode node) {
    Answer answer =
        node.call(
            "POST", "/generate", Map.of("Accept", "text/plain"), IdKind.SNOWFLAKE.many(2_000));
    assertEquals(200, answer.status(), () -> node + ": " + answer);
    for (String line : answer.body().lines().toList()) {
      long id = IdKind.SNOWFLAKE.bits(line).low();
      int worker = (int) (id >> 12) & 1023;
      assertTrue(seen.add(0, id), () -> node + " issued " + id + " again");
      Long last = lastOfWorker.put(worker, id);
      assertTrue(
          last == null || last < id,
          () -> "%s issued %d after %d of worker %d".formatted(node, id, last, worker));
    }
  }

  private void assertReplicatedTimeIsTrue() {
    for (RealNode node : cluster.nodes()) {
      Instant replicated = Instant.parse(node.cluster().path("replicated_time").asText());
      Duration off = Duration.between(Instant.now(), replicated).abs();
      assertTrue(off.compareTo(TIME_OFF_MAX) < 0, () -> node + " is " + off + " off");
    }
  }

  /** Waits until the node itself tells the wrong time. */
  private void awaitClockOff(RealNode node) {
    Awaitility.await("the clock of " + node)
        .atMost(RealCluster.PATIENCE)
        .until(
            () -> {
              for (var member : node.cluster().path("members")) {
                if (member.path("name").asText().equals(node.name())) {
                  Instant clock = Instant.parse(member.path("clock").asText());
                  return Duration.between(clock, Instant.now()).abs().compareTo(TIME_OFF_MAX) > 0;
                }
              }
              return false;
            });
  }
}
