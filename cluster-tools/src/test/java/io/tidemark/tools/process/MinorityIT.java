package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two of three are gone. */
@ExtendWith(ClusterLogs.class)
final class MinorityIT {
  private static final int HELD_MIN = 50;
  private static final int REFUSALS = 200;
  private static final double REFUSAL_MILLIS_MAX = 100;
  private static final String SMALL = "{\"namespace\":\"small\"}";

  @AutoClose private final RealCluster cluster = RealCluster.started();

  @Test
  void theThirdIssuesWhatItHoldsThenRefusesQuicklyAndRecovers() {
    cluster.put("small", "{\"kind\":\"sequence\",\"range_size_min\":100,\"range_size_max\":200}");
    RealNode alone = cluster.others(cluster.awaitLeader()).get(0);
    IdSet ids = new IdSet();
    assertTrue(take(alone, ids));

    cluster.others(alone).forEach(RealNode::kill);
    int held = 0;
    while (take(alone, ids)) {
      held++;
    }
    Measured.print("minority_issued_from_holdings", held);
    assertTrue(held >= HELD_MIN, "only " + held + " were held");
    Awaitility.await("nobody leads")
        .atMost(RealCluster.PATIENCE)
        .until(() -> alone.cluster().path("leader").isNull());

    Latencies refusals = new Latencies();
    for (int i = 0; i < REFUSALS; i++) {
      long asked = System.nanoTime();
      Answer refusal = alone.generate(SMALL);
      refusals.add(System.nanoTime() - asked);
      assertRefused(refusal);
    }
    Measured.print("minority_refusal_max_millis", refusals.millisAt(1));
    Bounds.check("minority_refusal_p95", refusals.millisAt(0.95), REFUSAL_MILLIS_MAX);
    // Until its time window ends, the node can still stamp IDs of other kinds.
    Awaitility.await("nothing is held any more")
        .atMost(RealCluster.PATIENCE)
        .until(() -> alone.get("/health/readiness").status() == 503);
    assertEquals(200, alone.get("/health/liveness").status());
    assertEquals(503, alone.get("/v1/namespaces/small").status(), "a linearizable read");
    assertEquals(200, alone.get("/v1/namespaces/small?consistency=local").status());

    cluster.others(alone).forEach(cluster::start);
    cluster.awaitAllReady();
    for (RealNode node : cluster.nodes()) {
      assertTrue(take(node, ids), node + " does not issue");
    }
  }

  /** Takes one; returns whether the node issued. */
  private static boolean take(RealNode node, IdSet ids) {
    Answer answer = node.generate(SMALL);
    if (!answer.ok()) {
      assertRefused(answer);
      return false;
    }
    String id = answer.json().path("id").asText();
    assertTrue(ids.add(0, Long.parseLong(id)), () -> id + " was issued before");
    return true;
  }

  private static void assertRefused(Answer answer) {
    assertEquals(503, answer.status(), answer::toString);
    assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
    assertTrue(Set.of("no_quorum", "range_exhausted").contains(answer.code()), answer::body);
    assertEquals("refused", answer.json().path("outcome").asText(), answer::body);
    assertTrue(answer.json().path("retryable").asBoolean(), answer::body);
    assertTrue(answer.header("Retry-After").matches("\\d+"), answer::toString);
  }
}
