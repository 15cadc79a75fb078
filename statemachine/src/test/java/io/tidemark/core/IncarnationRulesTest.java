package io.tidemark.core;

import static io.tidemark.core.TestCluster.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class IncarnationRulesTest {

  private static final NodeName N1 = new NodeName("n1");

  private final TestCluster cluster = new TestCluster();

  @Test
  void each_process_gets_a_number_that_none_had_before() {
    assertEquals(1, cluster.start("n1").incarnation().value());
    assertEquals(2, cluster.start("n2").incarnation().value());
    assertEquals(3, cluster.start("n1").incarnation().value());
  }

  @Test
  void the_registration_is_on_record() {
    TestProcess process = cluster.start("n2", "p");
    assertEquals(
        Optional.of(
            new IncarnationRecord(
                process.node(), 0, "p", TimeWindow.EMPTY, 0, ReplicatedState.FEATURE_LEVEL)),
        stored(process));
  }

  @Test
  void a_registration_whose_reply_was_lost_gives_the_same_number() {
    TestProcess process = cluster.start("n1", "p");
    assertEquals(
        new Outcome.IncarnationRegistered(process.incarnation(), 1), cluster.register(N1, "p"));
    assertEquals(2, cluster.cluster().nextIncarnation());
  }

  @Test
  void a_new_process_supersedes_the_older_one_of_its_node() {
    TestProcess old = cluster.start("n1");
    TestProcess other = cluster.start("n2");
    cluster.start("n1");
    cluster.assertRejectedWithoutTrace(
        RejectionReason.SUPERSEDED_INCARNATION, () -> old.propose(new Command.ReportClock()));
    assertEquals(new Outcome.ClockReported(), other.propose(new Command.ReportClock()));
  }

  @Test
  void every_command_of_a_superseded_process_is_refused() {
    TestProcess old = cluster.start("n1");
    NamespaceRecord orders = old.put("orders", SequenceRule.DEFAULT);
    old.reserve(orders, 10);
    cluster.start("n1");
    List<Command> commands =
        List.of(
            TestProcess.reserveCommand(orders, 1, 1),
            new Command.SealRange(orders.number(), PeriodLabel.NONE, 1, 5),
            new Command.RaiseHighWaterMark(orders.name(), PeriodLabel.NONE, 50),
            new Command.ExtendWindow(new WindowOwner.TimeLine(old.incarnation()), 0, 1),
            new Command.ClaimWorker(WorkerClass.DEFAULT, 1),
            new Command.ReleaseWorker(new WorkerKey(WorkerClass.DEFAULT, 0), 1),
            new Command.PutNamespace(orders.name(), orders.rule(), Precondition.none()),
            new Command.DeleteNamespace(orders.name(), Precondition.none()),
            new Command.ReportClock());
    for (Command command : commands) {
      cluster.assertRejectedWithoutTrace(
          RejectionReason.SUPERSEDED_INCARNATION, () -> old.propose(command));
    }
  }

  @Test
  void a_process_is_superseded_within_one_entry() {
    TestProcess old = cluster.start("n1");
    Envelope register =
        cluster.envelope(
            N1, IncarnationNumber.NONE, 0, 50, new Command.RegisterIncarnation("newer"));
    List<Reply> replies =
        cluster.apply(
            List.of(
                old.envelope(1, new Command.ReportClock()),
                register,
                old.envelope(2, new Command.ReportClock())));
    assertInstanceOf(Outcome.ClockReported.class, replies.get(0).outcome());
    assertRejected(RejectionReason.SUPERSEDED_INCARNATION, replies.get(2).outcome());
  }

  @Test
  void a_late_registration_of_a_superseded_process_does_not_revive_it() {
    TestProcess old = cluster.start("n1", "old");
    TestProcess current = cluster.start("n1", "current");
    assertRejected(RejectionReason.SUPERSEDED_INCARNATION, cluster.register(N1, "old"));
    assertRejected(RejectionReason.SUPERSEDED_INCARNATION, old.propose(new Command.ReportClock()));
    assertEquals(new Outcome.ClockReported(), current.propose(new Command.ReportClock()));
  }

  @Test
  void a_process_of_another_node_with_the_same_nonce_is_another_process() {
    TestProcess n1 = cluster.start("n1", "same");
    TestProcess n2 = cluster.start("n2", "same");
    assertNotEquals(n1.incarnation(), n2.incarnation());
  }

  @Test
  void a_number_that_was_never_given_is_refused() {
    TestProcess invented = new TestProcess(cluster, N1, new IncarnationNumber(99));
    assertRejected(
        RejectionReason.SUPERSEDED_INCARNATION, invented.propose(new Command.ReportClock()));
    TestProcess unregistered = new TestProcess(cluster, N1, IncarnationNumber.NONE);
    assertRejected(
        RejectionReason.SUPERSEDED_INCARNATION, unregistered.propose(new Command.ReportClock()));
  }

  @Test
  void the_number_of_another_node_is_refused() {
    cluster.start("n1");
    TestProcess n2 = cluster.start("n2");
    TestProcess disguised = new TestProcess(cluster, N1, n2.incarnation());
    assertRejected(
        RejectionReason.SUPERSEDED_INCARNATION, disguised.propose(new Command.ReportClock()));
  }

  @Test
  void a_nonce_without_bounds_is_refused() {
    assertRejected(RejectionReason.BAD_COMMAND, cluster.register(N1, ""));
    assertRejected(RejectionReason.BAD_COMMAND, cluster.register(N1, "x".repeat(65)));
    assertInstanceOf(Outcome.IncarnationRegistered.class, cluster.register(N1, "x".repeat(64)));
  }

  @Test
  void only_the_latest_incarnations_of_a_node_stay_on_record() {
    TestProcess other = cluster.start("n2");
    TestProcess first = cluster.start("n1");
    TestProcess second = cluster.start("n1");
    for (int i = 0; i < IncarnationRules.KEPT_PER_NODE_MAX - 1; i++) {
      cluster.start("n1");
    }
    assertEquals(Optional.empty(), stored(first));
    assertTrue(stored(second).isPresent());
    assertTrue(stored(other).isPresent());
  }

  @Test
  void the_last_number_is_given_and_none_after_it() {
    cluster.changeNextIncarnation(IncarnationNumber.MAX);
    assertEquals(IncarnationNumber.MAX, cluster.start("n1").incarnation().value());
    cluster.assertRejectedWithoutTrace(
        RejectionReason.INCARNATIONS_EXHAUSTED, () -> cluster.register(N1, "one more"));
    assertEquals(new IncarnationNumber(IncarnationNumber.MAX), cluster.cluster().current().get(N1));
  }

  private Optional<IncarnationRecord> stored(TestProcess process) {
    return cluster.find(view -> view.incarnations().get(process.incarnation()));
  }

  @Test
  void the_cluster_rises_to_the_level_that_the_current_process_of_every_voter_knows() {
    TestCluster cluster = new TestCluster();
    cluster.changeFeatureLevel(1);
    registerAt(cluster, "n1", "a", 2);
    registerAt(cluster, "n2", "b", 1);
    assertEquals(1, cluster.cluster().featureLevel(), "n3 has not registered");
    registerAt(cluster, "n3", "c", 9);
    assertEquals(1, cluster.cluster().featureLevel(), "n2 knows no more");
    registerAt(cluster, "n2", "d", 2);
    assertEquals(2, cluster.cluster().featureLevel());
    registerAt(cluster, "n1", "e", 1);
    assertEquals(2, cluster.cluster().featureLevel(), "it never sinks");
  }

  @Test
  void no_process_makes_the_cluster_rise_above_what_this_version_knows() {
    TestCluster cluster = new TestCluster();
    for (String node : List.of("n1", "n2", "n3")) {
      registerAt(cluster, node, "p", 9);
    }
    assertEquals(ReplicatedState.FEATURE_LEVEL, cluster.cluster().featureLevel());
  }

  private static void registerAt(TestCluster cluster, String node, String process, int level) {
    Outcome outcome =
        cluster
            .apply(
                cluster.envelope(
                    new NodeName(node),
                    IncarnationNumber.NONE,
                    cluster.nowMillis(),
                    cluster.nextNonce(),
                    new Command.RegisterIncarnation(process + node, null, level)))
            .outcome();
    assertInstanceOf(Outcome.IncarnationRegistered.class, outcome);
  }
}
