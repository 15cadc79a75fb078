package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.period.Reset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSecretTest {

  private static final ClusterSecret ONE = new ClusterSecret("01".repeat(ClusterSecret.BYTES));
  private static final ClusterSecret OTHER = new ClusterSecret("02".repeat(ClusterSecret.BYTES));

  private final TestCluster cluster = new TestCluster();

  private Outcome register(String node, ClusterSecret offer) {
    return cluster
        .apply(
            cluster.envelope(
                new NodeName(node),
                IncarnationNumber.NONE,
                cluster.nowMillis(),
                cluster.nextNonce(),
                new Command.RegisterIncarnation("process of " + node, offer)))
        .outcome();
  }

  private Command.PutNamespace opaque() {
    return new Command.PutNamespace(
        new NamespaceName("vouchers"),
        NamespaceRule.of(SequenceRule.DEFAULT.withTemplate("{opaque:10}", Reset.NONE, "UTC")),
        Precondition.none());
  }

  @Test
  void the_first_offer_is_kept_for_ever() {
    register("n1", ONE);
    register("n2", OTHER);
    assertEquals(ONE, cluster.cluster().secret());
  }

  @Test
  void an_opaque_rule_waits_for_a_secret() {
    TestProcess n1 = cluster.start("n1");
    Outcome refused =
        cluster.assertRejectedWithoutTrace(
            RejectionReason.RULE_INVALID, () -> n1.propose(opaque()));
    if (refused instanceof Outcome.Rejected(_, _, List<FieldFault> faults)) {
      assertEquals("template", faults.getFirst().field());
    }
    register("n2", ONE);
    n1.granted(Outcome.NamespacePut.class, opaque());
  }

  @Test
  void members_of_an_older_version_know_no_secret_so_none_is_kept() {
    cluster.changeFeatureLevel(1);
    register("n1", ONE);
    assertNull(cluster.cluster().secret());
  }

  @Test
  void nothing_that_is_logged_shows_it() {
    register("n1", ONE);
    assertFalse(cluster.cluster().toString().contains("0101"));
    assertFalse(new Command.RegisterIncarnation("p", ONE).toString().contains("0101"));
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> new ClusterSecret("0101"));
    assertFalse(String.valueOf(thrown.getMessage()).contains("0101"));
  }
}
