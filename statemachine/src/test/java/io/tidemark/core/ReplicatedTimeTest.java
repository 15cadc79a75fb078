package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReplicatedTimeTest {

  private static final long T = TestCluster.BEGIN_MILLIS;

  private final TestCluster cluster = new TestCluster();
  private final TestProcess n1 = silent("n1");
  private final TestProcess n2 = silent("n2");
  private final TestProcess n3 = silent("n3");

  @Test
  void time_is_unknown_before_a_majority_has_reported() {
    assertEquals(0, time());
    report(n1, T);
    assertEquals(0, time());
    report(n2, T + 5);
    assertEquals(T, time());
  }

  @Test
  void time_is_the_latest_that_a_majority_has_reached() {
    report(n1, T);
    report(n2, T + 50);
    report(n3, T + 100);
    assertEquals(T + 50, time());
    report(n1, T + 70);
    assertEquals(T + 70, time());
  }

  @Test
  void one_wild_clock_moves_nothing() {
    report(n1, T);
    report(n2, T);
    report(n3, T + 3_600_000);
    assertEquals(T, time());
    report(n3, T + 7_200_000);
    report(n1, T + 10);
    assertEquals(T + 10, time());
  }

  @Test
  void a_clock_that_was_wild_once_does_not_count_after_its_next_report() {
    report(n1, T);
    report(n2, T);
    report(n3, T + 3_600_000);
    report(n3, T + 5);
    report(n2, T + 50);
    assertEquals(T + 5, time());
  }

  @Test
  void time_never_goes_back() {
    report(n1, T + 100);
    report(n2, T + 100);
    report(n1, T - 5_000);
    report(n2, T - 5_000);
    report(n3, T - 5_000);
    assertEquals(T + 100, time());
  }

  @Test
  void a_value_that_is_no_clock_is_not_counted() {
    report(n1, T);
    report(n2, -1);
    report(n3, Long.MIN_VALUE);
    assertEquals(0, time());
    report(n2, Long.MAX_VALUE);
    report(n3, 1L << 48);
    assertEquals(0, time());
    report(n2, (1L << 48) - 1);
    assertEquals(T, time());
  }

  @Test
  void a_node_that_does_not_vote_is_not_counted() {
    cluster.changeMembers(
        Membership.of(cluster.cluster().voters(), Set.of(new NodeName("n9")), new TreeMap<>()));
    TestProcess listener = silent("n9");
    report(n1, T);
    report(listener, T + 50);
    assertEquals(0, time());
    assertEquals(1, cluster.cluster().clockMillis().size());
  }

  @Test
  void the_clock_of_a_former_voter_is_forgotten() {
    report(n1, T);
    report(n2, T + 100);
    report(n3, T + 100);
    cluster.changeVoters("n1", "n4", "n5");
    assertEquals(1, cluster.cluster().clockMillis().size());
    report(n1, T + 5_000);
    assertEquals(T + 100, time());
    report(silent("n4"), T + 4_000);
    assertEquals(T + 4_000, time());
  }

  @Test
  void a_superseded_process_is_not_counted() {
    report(n1, T);
    silent("n2");
    report(n2, T + 50);
    assertEquals(0, time());
  }

  @Test
  void of_five_voters_two_may_be_wild() {
    cluster.changeVoters("n1", "n2", "n3", "n4", "n5");
    report(n1, T + 1);
    report(n2, T + 2);
    report(n3, T + 3);
    report(silent("n4"), T + 9_000_000);
    report(silent("n5"), T + 9_000_001);
    assertEquals(T + 3, time());
  }

  @Test
  void of_four_voters_only_one_may_be_wild() {
    cluster.changeVoters("n1", "n2", "n3", "n4");
    report(n1, T + 9_000_000);
    report(n2, T + 1);
    assertEquals(0, time());
    report(n3, T + 2);
    assertEquals(T + 1, time());
  }

  @Test
  void each_reply_tells_the_time_after_its_command() {
    report(n1, T);
    Reply reply =
        cluster.apply(
            cluster.envelope(n2.node(), n2.incarnation(), T + 7, 1, new Command.ReportClock()));
    assertEquals(T, reply.replicatedTimeMillis());
  }

  /** A process whose registration told no clock that counts. */
  private TestProcess silent(String node) {
    NodeName name = new NodeName(node);
    Reply reply =
        cluster.apply(
            cluster.envelope(
                name,
                IncarnationNumber.NONE,
                -1,
                cluster.nextNonce(),
                new Command.RegisterIncarnation("p" + cluster.nextNonce())));
    return new TestProcess(
        cluster, name, ((Outcome.IncarnationRegistered) reply.outcome()).number());
  }

  private void report(TestProcess process, long clockMillis) {
    process.proposeAt(clockMillis, new Command.ReportClock());
  }

  private long time() {
    return cluster.cluster().replicatedTimeMillis();
  }
}
