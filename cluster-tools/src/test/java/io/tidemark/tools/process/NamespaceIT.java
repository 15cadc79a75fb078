package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is done through one node holds on every other. */
@ExtendWith(ClusterLogs.class)
final class NamespaceIT {
  private static final int ROUNDS = 20;

  @AutoClose private static final RealCluster CLUSTER = RealCluster.of(3);

  @BeforeAll
  static void start() {
    CLUSTER.startAll();
    CLUSTER.awaitAllReady();
  }

  @Test
  void aNamespacePutThroughOneNodeServesThroughEveryOtherAtOnce() {
    for (int round = 0; round < ROUNDS; round++) {
      RealNode maker = CLUSTER.node(round % 3);
      String name = "fresh-" + round;
      Answer made = maker.put(path(name), "{\"kind\":\"sequence\"}");
      assertEquals(201, made.status(), made::toString);
      Set<String> ids = new HashSet<>();
      for (RealNode node : CLUSTER.others(maker)) {
        ids.add(issue(node, name));
      }
      ids.add(issue(maker, name));
      assertEquals(3, ids.size(), "all different");
    }
  }

  @Test
  void aDeletedNamespaceIsGoneEverywhereAtOnceAndItsNumbersNeverComeBack() {
    String name = "short-lived";
    String rule = "{\"kind\":\"sequence\"}";
    CLUSTER.node(0).put(path(name), rule);
    long largest = 0;
    for (RealNode node : CLUSTER.nodes()) {
      largest = Math.max(largest, Long.parseLong(issue(node, name)));
    }

    Answer deleted = CLUSTER.node(1).call("DELETE", path(name), Map.of(), null);

    assertEquals(200, deleted.status(), deleted::toString);
    assertEquals(Set.of("n1", "n2", "n3"), names(deleted.json().path("in_force_on")));
    assertEquals(0, deleted.json().path("still_holding").size(), deleted::body);
    for (RealNode node : CLUSTER.nodes()) {
      Answer gone = node.generate("{\"namespace\":\"%s\"}".formatted(name));
      assertEquals(404, gone.status(), gone::toString);
      assertEquals("namespace_not_found", gone.code());
      assertEquals(404, node.get(path(name)).status());
    }

    Answer other = CLUSTER.node(2).put(path(name), "{\"kind\":\"sequence\",\"step\":2}");
    assertEquals(409, other.status(), other::toString);
    assertEquals("rule_frozen", other.code());
    assertTrue(CLUSTER.node(2).put(path(name), rule).ok());
    assertTrue(Long.parseLong(issue(CLUSTER.node(0), name)) > largest);
  }

  @Test
  void aFrozenFieldAndALostRaceAreRefusedByName() {
    String name = "guarded";
    Answer made = CLUSTER.node(0).put(path(name), "{\"kind\":\"sequence\",\"start\":\"10\"}");
    assertEquals("10", issue(CLUSTER.node(1), name));

    Answer frozen = CLUSTER.node(1).put(path(name), "{\"kind\":\"sequence\",\"start\":\"20\"}");
    assertEquals(409, frozen.status(), frozen::toString);
    assertEquals("rule_frozen", frozen.code());
    assertTrue(frozen.json().path("detail").asText().contains("start"), frozen::body);

    Answer exists =
        CLUSTER
            .node(2)
            .call("PUT", path(name), Map.of("If-None-Match", "*"), "{\"kind\":\"ulid\"}");
    assertEquals(412, exists.status(), exists::toString);
    Answer late =
        CLUSTER
            .node(2)
            .call(
                "PUT",
                path(name),
                Map.of("If-Match", "\"999\""),
                "{\"kind\":\"sequence\",\"start\":\"10\"}");
    assertEquals(412, late.status(), late::toString);
    Answer inTime =
        CLUSTER
            .node(2)
            .call(
                "PUT",
                path(name),
                Map.of("If-Match", made.header("ETag")),
                "{\"kind\":\"sequence\",\"start\":\"10\",\"description\":\"orders\"}");
    assertEquals(200, inTime.status(), inTime::toString);
  }

  @Test
  void aRaisedMarkIsPassedByEveryNodeWhateverItHeld() {
    String name = "raised";
    CLUSTER.node(0).put(path(name), "{\"kind\":\"sequence\"}");
    for (RealNode node : CLUSTER.nodes()) {
      assertTrue(Long.parseLong(issue(node, name)) < 50_000_000);
    }

    Answer raised =
        CLUSTER.node(1).call("POST", path(name) + "/raise", Map.of(), "{\"to\":\"50000000\"}");

    assertEquals(200, raised.status(), raised::toString);
    Answer back = CLUSTER.node(2).call("POST", path(name) + "/raise", Map.of(), "{\"to\":\"5\"}");
    assertEquals(409, back.status(), back::toString);
    for (RealNode node : CLUSTER.nodes()) {
      assertTrue(Long.parseLong(issue(node, name)) >= 50_000_000);
    }
  }

  private static String path(String name) {
    return "/v1/namespaces/" + name;
  }

  private static String issue(RealNode node, String name) {
    Answer answer = node.generate("{\"namespace\":\"%s\"}".formatted(name));
    assertEquals(200, answer.status(), () -> node + ": " + answer);
    return answer.json().path("id").asText();
  }

  private static Set<String> names(JsonNode array) {
    Set<String> names = new TreeSet<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }
}
