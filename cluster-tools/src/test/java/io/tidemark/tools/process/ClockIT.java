package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clocks that jump by an hour, by libfaketime (the package {@code faketime}). */
@ExtendWith(ClusterLogs.class)
final class ClockIT {
  private static final Duration TIME_OFF_MAX = Duration.ofMinutes(2);

  @AutoClose private final RealCluster cluster = RealCluster.of(3);

  private final Map<Integer, Long> lastOfWorker = new HashMap<>();
  private final IdSet seen = new IdSet();

  @BeforeEach
  void startWithFakeClocks() {
    Optional<Path> library = library();
    if (library.isEmpty() && System.getenv("CI") == null) {
      System.err.println("SKIPPED ClockIT: libfaketime is not installed (the package faketime)");
      Assumptions.abort("libfaketime is not installed");
    }
    for (RealNode node : cluster.nodes()) {
      set(node, "+0");
      // Elapsed time stays true, and so do the dates of files, which an AOT cache checks. Without
      // the last one, libfaketime 0.9.10 lets every timed wait of a JVM return at once.
      node.variables()
          .putAll(
              Map.of(
                  "LD_PRELOAD", library.orElseThrow().toString(),
                  "FAKETIME_TIMESTAMP_FILE", clockFile(node).toString(),
                  "FAKETIME_CACHE_DURATION", "1",
                  "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                  "DONT_FAKE_MONOTONIC", "1",
                  "NO_FAKE_STAT", "1",
                  "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
    }
    cluster.startAll();
    cluster.awaitAllReady();
  }

  @Test
  void aNodeThatRestartsWithItsClockAnHourBackGoesOnWithoutRepeatsOrBackwardIds() {
    RealNode node = cluster.others(cluster.awaitLeader()).get(0);
    cluster.nodes().forEach(this::takeSnowflakes);
    node.kill();
    set(node, "-1h");

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

    set(leader, "-1h");
    awaitClockOff(leader);

    for (int round = 0; round < 3; round++) {
      cluster.nodes().forEach(this::takeSnowflakes);
    }
    assertReplicatedTimeIsTrue();
  }

  @Test
  void aLeaderAnHourAheadIsRefusedWindowsWhileTheOthersServe() {
    RealNode leader = cluster.awaitLeader();

    set(leader, "+1h");
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

    set(leader, "+0");
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

  private Path clockFile(RealNode node) {
    return cluster.directory().resolve(node.name() + ".clock");
  }

  private void set(RealNode node, String offset) {
    try {
      Files.writeString(clockFile(node), offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> library() {
    Path root = Path.of("/usr/lib");
    for (String name : List.of("libfaketimeMT.so.1", "libfaketime.so.1")) {
      try (Stream<Path> below = Files.list(root)) {
        Optional<Path> found =
            below
                .map(directory -> directory.resolve("faketime").resolve(name))
                .filter(Files::exists)
                .findFirst();
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.empty();
  }
}
