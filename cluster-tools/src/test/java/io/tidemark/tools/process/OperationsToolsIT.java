package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators type, against real nodes. */
@ExtendWith(ClusterLogs.class)
final class OperationsToolsIT {
  /** The disk of the machine that tests run on may be as full as it likes. */
  private static final String[] ANY_DISK = {"--warning", "99.9", "--critical", "100"};

  @AutoClose private final RealCluster cluster = RealCluster.started();
  private int commands;

  /** A command that has ended, and all that it printed. */
  private record Ended(int exit, String output) {}

  private RealProcess start(List<RealNode> endpoints, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--endpoints");
    all.add(
        endpoints.stream()
            .map(node -> "http://127.0.0.1:" + node.httpPort())
            .collect(Collectors.joining(",")));
    Path log = cluster.directory().resolve("command-%d.log".formatted(++commands));
    return RealProcess.start(log, Map.of(), all);
  }

  private Ended run(List<RealNode> endpoints, String... arguments) {
    try (RealProcess process = start(endpoints, arguments)) {
      int exit = process.exitCode();
      return new Ended(exit, process.output());
    }
  }

  private void requireExit(int exit, Ended ended) {
    assertEquals(exit, ended.exit(), ended.output());
  }

  private static JsonNode member(RealNode asked, RealNode about) {
    for (JsonNode member : asked.cluster().path("members")) {
      if (member.path("name").asText().equals(about.name())) {
        return member;
      }
    }
    throw new AssertionError(asked + " does not list " + about);
  }

  private static double metric(RealNode node, String name) {
    return node.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  @Test
  void theLeaderGoesOffDutyUnderLoadAndComesBack() {
    cluster.putNamespaces();
    RealNode leader = cluster.awaitLeader();
    List<RealNode> others = cluster.others(leader);
    try (Load load = Load.paced()) {
      for (RealNode node : cluster.nodes()) {
        load.singles(node, IdKind.UUID7, 1);
        load.singles(node, IdKind.SNOWFLAKE, 1);
        load.singles(node, IdKind.SEQUENCE, 1);
      }
      load.start();
      cluster.nodes().forEach(node -> load.awaitMore(node, 500));

      load.expectDeath(leader);
      requireExit(0, run(others, "node", "drain", leader.name()));
      requireOffDuty(leader, others.getFirst());
      others.forEach(node -> load.awaitMore(node, 500));

      requireExit(0, run(others, "node", "undrain", leader.name()));
      leader.awaitReady(RealCluster.PATIENCE);
      load.expectLife(leader);
      cluster.nodes().forEach(node -> load.awaitMore(node, 500));
      load.stop();

      assertEquals(List.of(), load.violations());
      for (RealNode node : cluster.nodes()) {
        assertEquals(List.of(), load.of(node).failures(), node + " failed requests");
      }
    }
    assertFalse(member(others.getFirst(), leader).path("draining").asBoolean());
    requireLastOneStays();
  }

  private void requireOffDuty(RealNode drained, RealNode other) {
    Answer refused = drained.generate("{}");
    assertEquals(503, refused.status());
    assertEquals("draining", refused.code());
    assertFalse(refused.header("Retry-After").isEmpty());
    assertEquals(503, drained.get("/health/readiness").status());
    assertEquals(200, drained.get("/health/liveness").status());
    assertEquals(0, metric(drained, "tidemark_buffer_values"));
    assertEquals(1, metric(drained, "tidemark_draining"));
    assertEquals(0, metric(other, "tidemark_draining"));
    assertEquals(1, metric(drained, "tidemark_raft_voter"));
    assertEquals(3, metric(drained, "tidemark_raft_voters"));
    assertTrue(metric(drained, "tidemark_disk_usable_bytes") > 0);
    assertTrue(
        metric(drained, "tidemark_disk_usable_bytes")
            < metric(drained, "tidemark_disk_total_bytes"));
    assertTrue(metric(drained, "tidemark_map_used_bytes") > 0);
    assertTrue(
        metric(drained, "tidemark_map_used_bytes") < metric(drained, "tidemark_map_max_bytes"));
    assertTrue(drained.get("/v1/namespaces").ok(), "all but issuing goes on");
    JsonNode member = member(other, drained);
    assertTrue(member.path("draining").asBoolean(), member.toString());
    assertEquals("voter", member.path("role").asText());
    assertFalse(cluster.awaitLeader().name().equals(drained.name()));
    Ended status = run(List.of(other), "cluster", "status");
    requireExit(0, status);
    assertTrue(status.output().contains("draining"), status.output());
  }

  private void requireLastOneStays() {
    List<RealNode> nodes = cluster.nodes();
    requireExit(0, run(nodes, "node", "drain", "n1"));
    requireExit(0, run(nodes, "node", "drain", "n2"));
    Ended last = run(nodes, "node", "drain", "n3");
    requireExit(6, last);
    assertTrue(last.output().contains("last_serving_member"), last.output());
    assertTrue(nodes.get(2).generate("{}").ok());
    requireExit(0, run(nodes, "node", "drain", "n3", "--yes"));
    assertEquals("draining", nodes.get(2).generate("{}").code());
    requireExit(0, run(nodes, "node", "undrain", "n3"));
    nodes.get(2).awaitReady(RealCluster.PATIENCE);
    Ended unknown = run(nodes, "node", "drain", "n9");
    requireExit(1, unknown);
    assertTrue(unknown.output().contains("[n1, n2, n3]"), unknown.output());
  }

  @Test
  void checksBundleAndBenchTellWhatIsUpAndWhatIsDown() throws IOException {
    List<RealNode> nodes = cluster.nodes();
    for (String check : List.of("liveness", "quorum", "lag", "clock")) {
      requireExit(0, run(nodes, "check", check));
    }
    requireExit(0, run(nodes, concat("check", "disk", ANY_DISK)));
    requireExit(2, run(nodes, "check", "disk", "-w", "0", "-c", "0"));

    Ended bench = run(nodes, "bench", "--duration", "3", "--warm-up", "1", "-o", "json");
    requireExit(0, bench);
    measure(bench);
    requireWatchEndsWell();

    RealNode dead = cluster.others(cluster.awaitLeader()).getFirst();
    List<RealNode> alive = cluster.others(dead);
    dead.kill();
    for (String check : List.of("quorum", "lag", "clock")) {
      requireExit(1, run(alive, "check", check));
    }
    requireExit(1, run(alive, concat("check", "disk", ANY_DISK)));
    requireExit(1, run(nodes, "check", "liveness"));
    requireExit(2, run(List.of(dead), "check", "liveness"));
    requireExit(3, run(List.of(dead), "check", "quorum"));
    requireBundle(nodes, alive, dead);

    alive.getFirst().kill();
    requireExit(2, run(alive, "check", "quorum"));
  }

  private static String[] concat(String first, String second, String... more) {
    List<String> all = new ArrayList<>(List.of(first, second));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private static void measure(Ended bench) throws IOException {
    String json =
        bench.output().lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
    JsonNode result = new JsonMapper().readTree(json);
    assertEquals(0, result.path("repeated").asLong(), json);
    assertTrue(result.path("calls").asLong() > 10, json);
    Measured.print("bench_calls_per_second", result.path("calls_per_second").asDouble());
    Measured.print("bench_p99_millis", result.path("latency_millis").path("p99").asDouble());
  }

  private void requireWatchEndsWell() {
    try (RealProcess watch =
        start(cluster.nodes(), "cluster", "status", "--watch", "--interval", "1")) {
      Awaitility.await("two frames")
          .atMost(RealCluster.PATIENCE)
          .until(() -> watch.output().lines().filter(line -> line.startsWith("NODE")).count() >= 2);
      watch.terminate();
      assertEquals(0, watch.exitCode());
    }
  }

  private void requireBundle(List<RealNode> nodes, List<RealNode> alive, RealNode dead)
      throws IOException {
    Path file = cluster.directory().resolve("bundle.tar.gz");
    requireExit(0, run(nodes, "debug", "bundle", file.toString()));
    Map<String, String> entries = new TreeMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    String root = "tidemark-debug/";
    for (RealNode node : alive) {
      String own = root + node.name();
      assertTrue(entries.get(own + "/log.txt").contains("serves as incarnation"), node::name);
      assertTrue(entries.get(own + "/threads.txt").contains("tidemark-node"), node::name);
      assertTrue(entries.get(own + "/config.json").contains("limits.hold_millis_max"), node::name);
      assertTrue(entries.get(own + "/metrics.txt").contains("tidemark_raft_term"), node::name);
    }
    assertFalse(entries.containsKey(root + dead.name() + "/log.txt"));
    JsonNode noted = new JsonMapper().readTree(entries.get(root + "manifest.json"));
    assertTrue(
        noted.path("nodes").toString().contains("\"name\":\"%s\"".formatted(dead.name())),
        noted::toString);
  }
}
