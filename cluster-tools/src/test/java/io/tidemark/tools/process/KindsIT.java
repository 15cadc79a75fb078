package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The kinds and forms that a rule can choose, issued by three real nodes, one of which is killed.
 */
@ExtendWith(ClusterLogs.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KindsIT {

  private static final int BATCH = 2_000;

  /** Rules, and what their IDs look like. */
  private static final Map<String, String> PATTERNS =
      Map.of(
          "{\"kind\":\"typeid\",\"prefix\":\"order_line\"}",
          "order_line_[0-7][0-9a-hjkmnp-tv-z]{25}",
          "{\"kind\":\"ksuid\"}",
          "[0-9A-Za-z]{27}",
          "{\"kind\":\"objectid\"}",
          "[0-9a-f]{24}",
          "{\"kind\":\"nanoid\"}",
          "[0-9A-Za-z_-]{21}",
          "{\"kind\":\"uuid7\",\"rendering\":\"base58\"}",
          "[1-9A-HJ-NP-Za-km-z]{22}",
          "{\"kind\":\"snowflake53\"}",
          "[0-9]{15,16}",
          "{\"kind\":\"snowflake\",\"layout\":{\"preset\":\"sonyflake\"}}",
          "[0-9]{18}",
          "{\"kind\":\"snowflake\",\"layout\":{\"epoch\":\"2020-01-01T00:00:00Z\","
              + "\"time_unit_millis\":1000,\"time_bits\":32,\"sequence_bits\":20}}",
          "[0-9]{15,19}");

  @AutoClose private static final RealCluster CLUSTER = RealCluster.of(3);

  /** What was issued, by rule; the namespaces of a rule share it, because they share no ID. */
  private static final Map<String, Set<String>> ISSUED = new HashMap<>();

  private static final Map<String, List<String>> NAMESPACES = new HashMap<>();

  @BeforeAll
  static void start() {
    CLUSTER.startAll();
    CLUSTER.awaitAllReady();
    for (String rule : PATTERNS.keySet()) {
      List<String> names = List.of("a" + NAMESPACES.size(), "b" + NAMESPACES.size());
      names.forEach(name -> CLUSTER.put(name, rule));
      NAMESPACES.put(rule, names);
      ISSUED.put(rule, new HashSet<>());
    }
  }

  private static List<String> batch(RealNode node, String namespace) {
    JsonNode ids =
        node.generate("{\"namespace\":\"%s\",\"count\":%d}".formatted(namespace, BATCH))
            .json()
            .path("ids");
    List<String> batch = new ArrayList<>();
    ids.forEach(id -> batch.add(id.asText()));
    assertEquals(BATCH, batch.size(), () -> node + " for " + namespace + ": " + ids);
    return batch;
  }

  /** All nodes at once, from both namespaces of every rule. */
  private static void issueEverywhere() {
    PATTERNS.forEach(
        (rule, pattern) -> {
          List<CompletableFuture<List<String>>> batches = new ArrayList<>();
          for (RealNode node : CLUSTER.nodes()) {
            for (String namespace : NAMESPACES.getOrDefault(rule, List.of())) {
              batches.add(CompletableFuture.supplyAsync(() -> batch(node, namespace)));
            }
          }
          Set<String> issued = ISSUED.getOrDefault(rule, Set.of());
          for (CompletableFuture<List<String>> batch : batches) {
            for (String id : batch.join()) {
              assertTrue(id.matches(pattern), () -> id + " by " + rule);
              assertTrue(issued.add(id), () -> id + " was issued twice, by " + rule);
            }
          }
        });
  }

  @Test
  @Order(1)
  void everyKindIsIssuedByEveryNodeAndNoTwoAreEqual() {
    issueEverywhere();
    issueEverywhere();
  }

  @Test
  @Order(2)
  void aKilledNodeThatComesBackRepeatsNothing() {
    RealNode node = CLUSTER.node(2);
    node.kill();
    CLUSTER.start(node);
    node.awaitReady(RealCluster.PATIENCE);
    issueEverywhere();
  }

  @Test
  @Order(3)
  void everyNodeReadsWhatAnotherIssued() {
    RealNode maker = CLUSTER.node(0);
    NAMESPACES.forEach(
        (rule, names) -> {
          String id = batch(maker, names.getFirst()).getFirst();
          JsonNode read =
              CLUSTER.node(1).get("/v1/ids/%s?namespace=%s".formatted(id, names.getLast())).json();
          assertTrue(rule.contains("\"kind\":" + read.path("kind")), () -> rule + ": " + read);
          if (read.has("incarnation")) {
            assertEquals(maker.name(), read.path("node").asText(), read::toString);
          }
        });
  }
}
