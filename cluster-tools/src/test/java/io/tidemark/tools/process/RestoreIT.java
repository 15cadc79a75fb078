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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A cluster is backed up, goes on for long, and is restored from the backup: whatever it issued
 * after the backup is not issued again.
 */
@ExtendWith(ClusterLogs.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RestoreIT {

  private static final int IDS = Integer.getInteger("tidemark.it.restore.ids", 30_000);
  private static final int BATCH = Math.min(IDS, 10_000);
  private static final int CLOCK_ERROR_SECONDS = 5;

  /** More than this machine reserves of a line in a second. */
  private static final String RESERVED_PER_SECOND = "20000000";

  private static final Map<String, String> BEFORE =
      Map.of(
          "range", "{\"kind\":\"sequence\"}",
          "steps", "{\"kind\":\"sequence\",\"start\":\"7\",\"step\":\"13\"}",
          "monotonic", "{\"kind\":\"sequence\",\"mode\":\"monotonic\"}",
          "opaque", "{\"kind\":\"sequence\",\"template\":\"{opaque:14}\"}",
          "daily",
              "{\"kind\":\"sequence\",\"template\":\"{date:yyyyMMdd}-{seq:12}\",\"reset\":\"daily\"}",
          "typeid", "{\"kind\":\"typeid\",\"prefix\":\"order\"}",
          "ksuid", "{\"kind\":\"ksuid\"}",
          "objectid", "{\"kind\":\"objectid\"}");

  private static final Map<String, String> AFTER =
      Map.of(
          "late", "{\"kind\":\"sequence\"}",
          "late-monotonic", "{\"kind\":\"sequence\",\"mode\":\"monotonic\",\"step\":\"5\"}",
          "late-opaque", "{\"kind\":\"sequence\",\"template\":\"{opaque:14}\"}",
          "late-daily",
              "{\"kind\":\"sequence\",\"template\":\"{date:yyyyMMdd}-{seq:12}\",\"reset\":\"daily\"}",
          "snowflake53", "{\"kind\":\"snowflake53\"}");

  @AutoClose private static final RealCluster OLD = RealCluster.of(3);
  @AutoClose private static final RealCluster NEW = RealCluster.of(3);

  private static final Map<String, IdSet> ISSUED = new TreeMap<>();
  private static final Path BACKUP = OLD.directory().resolve("backup.snapshot");

  private static int runs;

  @BeforeAll
  static void start() {
    OLD.startAll();
    OLD.awaitAllReady();
    BEFORE.forEach(OLD::put);
  }

  private record Run(int exitCode, String output) {

    JsonNode json() throws IOException {
      return new JsonMapper()
          .readTree(
              output.lines().filter(line -> line.startsWith("{")).reduce((a, b) -> b).orElse("{}"));
    }
  }

  private static Run tidemark(List<String> arguments) {
    Path log = OLD.directory().resolve("command-%d.log".formatted(++runs));
    try (RealProcess process = RealProcess.start(log, Map.of(), arguments)) {
      return new Run(process.exitCode(), process.output());
    }
  }

  private static Run snapshot(String... arguments) {
    List<String> all = new ArrayList<>(List.of("snapshot"));
    all.addAll(List.of(arguments));
    return tidemark(all);
  }

  /** From all nodes at once; every ID must be new. */
  private static void issue(RealCluster cluster, String line, String body, int count)
      throws InterruptedException {
    IdSet issued = ISSUED.computeIfAbsent(line, name -> new IdSet());
    try (ExecutorService threads = Executors.newFixedThreadPool(cluster.nodes().size())) {
      List<Future<?>> done = new ArrayList<>();
      for (RealNode node : cluster.nodes()) {
        done.add(threads.submit(() -> issue(node, line, issued, body, count / 3 + 1)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(line, e.getCause());
    }
  }

  private static void issue(RealNode node, String line, IdSet issued, String body, int count) {
    int left = count;
    while (left > 0) {
      int now = Math.min(left, BATCH);
      Answer answer = node.generate(body.formatted(now));
      assertTrue(answer.ok(), () -> node + " for " + line + ": " + answer);
      for (JsonNode id : answer.json().path("ids")) {
        String text = id.asText();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertTrue(
            issued.add(hash(bytes, 0x9E37_79B9_7F4A_7C15L), hash(bytes, 0xC2B2_AE3D_27D4_EB4FL)),
            () -> text + " of " + line + " was issued twice");
      }
      left -= now;
    }
  }

  /** FNV-1a on a seed, mixed; two of them tell any two IDs apart. */
  private static long hash(byte[] bytes, long seed) {
    long hash = 0xCBF2_9CE4_8422_2325L ^ seed;
    for (byte b : bytes) {
      hash = (hash ^ b) * 0x100_0000_01B3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  private static void issueOf(RealCluster cluster, Map<String, String> namespaces, int count)
      throws InterruptedException {
    for (String namespace : namespaces.keySet()) {
      issue(cluster, namespace, "{\"namespace\":\"" + namespace + "\",\"count\":%d}", count);
    }
  }

  private static void issueOfTime(RealCluster cluster, int count) throws InterruptedException {
    for (String format : List.of("uuid7", "ulid")) {
      issue(cluster, format, "{\"format\":\"" + format + "\",\"count\":%d}", count);
    }
  }

  private static void issueSnowflakes(RealCluster cluster, int count) throws InterruptedException {
    issue(cluster, "snowflake", "{\"format\":\"snowflake\",\"count\":%d}", count);
  }

  @Test
  @Order(1)
  void aBackupIsSavedWholeAndTellsWhatItIs() throws Exception {
    Map<String, String> begun = new TreeMap<>(BEFORE);
    begun.remove("daily"); // Its line begins after the backup.
    issueOf(OLD, begun, BATCH);
    issueOfTime(OLD, BATCH);
    issueSnowflakes(OLD, BATCH);
    String endpoint = "http://127.0.0.1:" + OLD.node(1).httpPort();
    Run saved = snapshot("save", BACKUP.toString(), "--endpoints", endpoint, "-o", "json");
    assertEquals(0, saved.exitCode(), saved::output);
    Run again = snapshot("save", BACKUP.toString(), "--endpoints", endpoint);
    assertEquals(1, again.exitCode(), again::output);
    assertTrue(again.output().contains("--force"), again::output);

    Run status = snapshot("status", BACKUP.toString(), "-o", "json");
    assertEquals(0, status.exitCode(), status::output);
    assertEquals(saved.json().path("sha256"), status.json().path("sha256"));
    assertEquals(
        OLD.node(0).cluster().path("cluster_id"), status.json().path("cluster_id"), status::output);
  }

  @Test
  @Order(2)
  void aBrokenBackupIsNotBelieved() throws IOException {
    byte[] bytes = Files.readAllBytes(BACKUP);
    bytes[bytes.length / 2] ^= 1;
    Path broken = BACKUP.resolveSibling("broken.snapshot");
    Files.write(broken, bytes);
    Run status = snapshot("status", broken.toString());
    assertEquals(1, status.exitCode(), status::output);
    assertEquals(1, status.output().lines().count(), status::output);
    assertTrue(status.output().contains("is torn or was changed"), status::output);
    Run restored = snapshot(restoring(broken, NEW.node(0)).toArray(new String[0]));
    assertEquals(1, restored.exitCode(), restored::output);
    assertFalse(Files.exists(NEW.node(0).dataDir()), "nothing was made");
  }

  @Test
  @Order(3)
  void theOldClusterGoesOn() throws InterruptedException {
    AFTER.forEach(OLD::put);
    issueOf(OLD, BEFORE, IDS);
    issueOf(OLD, AFTER, IDS);
    issueOfTime(OLD, IDS);
    issueSnowflakes(OLD, IDS);
    OLD.killAll();
  }

  @Test
  @Order(4)
  void nothingIsRestoredWithoutTheOperatorsWord() {
    for (String missing : List.of("--reserved-at-most", "--old-cluster-stopped")) {
      List<String> arguments = restoring(BACKUP, NEW.node(0));
      int at = arguments.indexOf(missing);
      arguments.remove(at);
      if (missing.equals("--reserved-at-most")) {
        arguments.remove(at);
      }
      Run run = snapshot(arguments.toArray(new String[0]));
      assertEquals(2, run.exitCode(), run::output);
      assertTrue(run.output().lines().findFirst().orElse("").contains(missing), run::output);
      assertFalse(Files.exists(NEW.node(0).dataDir()), "nothing was made");
    }
  }

  private static List<String> restoring(Path backup, RealNode node) {
    return new ArrayList<>(
        List.of(
            "restore",
            backup.toString(),
            "--data-dir",
            node.dataDir().toString(),
            "--name",
            node.name(),
            "--peers",
            NEW.peers(),
            "--clock-error-at-most",
            Integer.toString(CLOCK_ERROR_SECONDS),
            "--reserved-at-most",
            RESERVED_PER_SECOND,
            "--old-cluster-stopped",
            "-o",
            "json"));
  }

  private static JsonNode first;

  @Test
  @Order(5)
  void threeNodesAreRestoredAlike() throws IOException {
    Run one = snapshot(restoring(BACKUP, NEW.node(0)).toArray(new String[0]));
    assertEquals(0, one.exitCode(), one::output);
    first = one.json();
    for (RealNode node : NEW.others(NEW.node(0))) {
      String command = first.path("commands").path(node.name()).asText();
      List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
      arguments.removeFirst();
      arguments.set(arguments.indexOf("DIR"), node.dataDir().toString());
      arguments.addAll(List.of("-o", "json"));
      Run other = tidemark(arguments);
      assertEquals(0, other.exitCode(), other::output);
      assertEquals(first.path("cluster_id"), other.json().path("cluster_id"));
      assertEquals(first.path("sha256"), other.json().path("sha256"), "the same bytes");
    }
    Run again = snapshot(restoring(BACKUP, NEW.node(0)).toArray(new String[0]));
    assertEquals(6, again.exitCode(), again::output);
    assertTrue(again.output().contains("is not empty"), again::output);
  }

  @Test
  @Order(6)
  void theNewClusterIssuesNothingAgain() throws InterruptedException {
    NEW.startAll();
    NEW.awaitAllReady();
    JsonNode cluster = NEW.node(0).cluster();
    assertEquals(first.path("cluster_id"), cluster.path("cluster_id"));
    assertEquals(2, cluster.path("epoch").asInt(), cluster::toString);
    Map<String, String> lines = new TreeMap<>(AFTER);
    lines.remove("snowflake53");
    lines.forEach(NEW::put);
    issueOf(NEW, BEFORE, IDS);
    issueOf(NEW, lines, IDS);
    issueOfTime(NEW, IDS);
  }

  @Test
  @Order(7)
  void aNodeOfTheOldClusterIsRefused() {
    RealNode old = OLD.node(1);
    List<String> arguments = old.serverArguments(NEW.peers());
    Path log = OLD.directory().resolve("old-node.log");
    try (RealProcess process = RealProcess.start(log, Map.of(), arguments)) {
      assertEquals(6, process.exitCode(), process::output);
      assertTrue(process.output().contains("belongs to cluster"), process::output);
    }
  }

  @Test
  @Order(8)
  void theNewClusterStartsAgainAndGoesOn() throws InterruptedException {
    RealNode behind = NEW.node(2);
    behind.kill();
    NEW.others(behind).forEach(node -> node.generate("{\"namespace\":\"range\"}"));
    NEW.start(behind);
    behind.awaitReady(RealCluster.PATIENCE);
    NEW.killAll();
    NEW.startAll();
    NEW.awaitAllReady();
    issueOf(NEW, BEFORE, BATCH);
    issueOfTime(NEW, BATCH);
  }

  @Test
  @Order(9)
  void snowflakesGoOnWhenNoneOfTheOldClusterCanBeMet() throws InterruptedException {
    Instant from = Instant.parse(first.path("snowflakes_from").asText());
    if (Instant.now().isBefore(from.minusSeconds(30))) {
      Answer early = NEW.node(0).generate("{\"format\":\"snowflake\"}");
      assertEquals(503, early.status(), early::toString);
      assertTrue(early.body().contains("restored from a backup"), early::toString);
    }
    Awaitility.await()
        .atMost(RealCluster.PATIENCE.plusSeconds(60))
        .until(
            () ->
                NEW.nodes().stream()
                    .allMatch(node -> node.generate("{\"format\":\"snowflake\"}").ok()));
    NEW.put("snowflake53", AFTER.getOrDefault("snowflake53", ""));
    issueSnowflakes(NEW, IDS);
    issueOf(NEW, Map.of("snowflake53", ""), IDS);
    ISSUED.forEach((line, ids) -> Measured.print("restore." + line, ids.size()));
  }
}
