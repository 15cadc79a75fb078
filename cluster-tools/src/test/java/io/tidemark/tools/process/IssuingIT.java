package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every node issues, to whomever asks in whatever way. */
@ExtendWith(ClusterLogs.class)
final class IssuingIT {
  private static final int IDS = Integer.getInteger("tidemark.it.ids", 1_000_000);
  private static final int SINGLES = Integer.getInteger("tidemark.it.singles", 30_000);
  private static final int BATCH = 5_000;
  private static final double READY_MILLIS_MAX = 20_000;
  private static final String UUID7 = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-.*";

  @AutoClose private static final RealCluster CLUSTER = RealCluster.of(3);

  private static double readyMillis;

  @BeforeAll
  static void start() {
    long started = System.nanoTime();
    CLUSTER.startAll();
    CLUSTER.awaitAllReady();
    readyMillis = Bounds.millisSince(started);
    CLUSTER.putNamespaces();
  }

  @Test
  void threeNodesAreReadySoon() {
    Bounds.check("three_nodes_ready", readyMillis, READY_MILLIS_MAX);
  }

  @Test
  void everyNodeAnswersEveryWayOfAsking() {
    List<Map<String, String>> ways =
        List.of(
            Map.of(),
            Map.of("Content-Type", "application/json"),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            Map.of("Accept", "*/*"),
            Map.of("Accept", "application/json"));
    for (RealNode node : CLUSTER.nodes()) {
      for (String path : List.of("/generate", "/v1/generate")) {
        for (Map<String, String> way : ways) {
          for (String body : List.of("", "{}")) {
            Answer answer = node.call("POST", path, way, body);

            assertEquals(200, answer.status(), answer::toString);
            assertTrue(answer.header("Content-Type").startsWith("application/json"));
            List<String> names = new ArrayList<>();
            answer.json().fieldNames().forEachRemaining(names::add);
            assertEquals(List.of("id"), names);
            assertTrue(answer.json().path("id").asText().matches(UUID7), answer::body);
          }
        }
      }
    }
  }

  @Test
  void aCountIsAnsweredWithIdsAlsoIfItIsOne() {
    for (RealNode node : CLUSTER.nodes()) {
      for (int count : new int[] {1, 2, 10_000}) {
        JsonNode ids = node.generate("{\"count\":%d}".formatted(count)).json().path("ids");
        assertEquals(count, ids.size());
        ids.forEach(id -> assertTrue(id.isTextual()));
      }
    }
  }

  @Test
  void plainTextIsOneIdALineAndNothingElse() {
    Answer answer =
        CLUSTER
            .node(1)
            .call(
                "POST",
                "/generate",
                Map.of("Accept", "text/plain"),
                "{\"format\":\"ulid\",\"count\":3}");

    assertTrue(answer.header("Content-Type").startsWith("text/plain"), answer::toString);
    assertTrue(answer.body().matches("([0-9A-HJKMNP-TV-Z]{26}\n){3}"), answer::body);
  }

  @ParameterizedTest
  @EnumSource(value = IdKind.class, names = "MONOTONIC", mode = EnumSource.Mode.EXCLUDE)
  void aMillionFromThreeNodesAtOnceAreValidAndDifferent(IdKind kind) {
    long started = System.nanoTime();
    try (Load load = new Load()) {
      for (RealNode node : CLUSTER.nodes()) {
        load.singles(node, kind, 8, SINGLES);
      }
      load.start().awaitDone(RealCluster.PATIENCE);
      Measured.print(
          "single_" + kind + "_per_second", SINGLES / (Bounds.millisSince(started) / 1_000));
      load.stop();
      for (RealNode node : CLUSTER.nodes()) {
        load.batches(node, kind, 2, BATCH, IDS);
      }
      load.start().awaitDone(RealCluster.PATIENCE);

      assertEquals(List.of(), load.violations());
      for (RealNode node : CLUSTER.nodes()) {
        assertEquals(List.of(), load.of(node).failures());
      }
      assertTrue(load.ids(kind).size() >= IDS, () -> "only " + load.ids(kind).size());
    }
  }

  /** One after another, each on another connection than the last. */
  @ParameterizedTest
  @EnumSource(
      value = IdKind.class,
      names = {"UUID7", "ULID", "SEQUENCE", "MONOTONIC"})
  void anIdIsLargerThanThoseThatItsNodeIssuedBefore(IdKind kind) throws IOException {
    for (RealNode node : CLUSTER.nodes()) {
      List<Connection> connections = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          connections.add(Connection.open(node.httpPort()));
        }
        IdKind.Bits last = new IdKind.Bits(0, 0);
        byte[] one =
            Connection.request("POST", "/generate", Map.of("Accept", "text/plain"), kind.one());
        int count = kind == IdKind.MONOTONIC ? 200 : 1_000; // Each of them is forced to disks.
        for (int i = 0; i < count; i++) {
          String id = connections.get(i % 4).send(one).body().strip();
          IdKind.Bits bits = kind.bits(id);
          assertTrue(bits.compareTo(last) > 0, () -> id + " of " + node + " is not larger");
          last = bits;
        }
      } finally {
        connections.forEach(Connection::close);
      }
    }
  }
}
