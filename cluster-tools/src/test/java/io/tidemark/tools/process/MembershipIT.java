package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.core.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members come and go under load, by the command of the operator's guide. */
@ExtendWith(ClusterLogs.class)
final class MembershipIT {

  private static final double RESERVATION_GAP_MILLIS_MAX = 5_000;
  private static final int CONFLICT = 6;

  @AutoClose private final RealCluster cluster = RealCluster.of(3, 3);
  private int commands;

  @Test
  void everyOriginalNodeIsReplacedByWayOfFiveAndNobodyNotices() {
    begin();
    List<RealNode> all = cluster.everyone();
    try (Load load = Load.paced();
        ReservationGaps gaps = new ReservationGaps(cluster.nodes())) {
      cluster.nodes().forEach(node -> ask(load, node));
      load.start();
      cluster.nodes().forEach(node -> load.awaitMore(node, 200));

      add(all.get(3), load);
      add(all.get(4), load);
      assertEquals(List.of("n1", "n2", "n3", "n4", "n5"), voters(all.get(3)));

      gaps.ask(all.subList(3, 5));
      RealNode sixth = all.get(5);
      cluster.startJoining(sixth);
      load.expectDeath(all.get(0));
      assertOk(command(all.get(4), "member", "replace", "n1", "n6", address(sixth), "--yes"));
      sixth.awaitReady(RealCluster.PATIENCE);
      ask(load, sixth);
      load.start();
      for (RealNode leaving : all.subList(1, 3)) {
        load.expectDeath(leaving);
        assertOk(command(sixth, "member", "remove", leaving.name(), "--yes"));
      }
      assertEquals(List.of("n4", "n5", "n6"), voters(sixth));
      all.subList(3, 6).forEach(node -> load.awaitMore(node, 200));
      load.stop();

      Bounds.check(
          "membership_longest_reservation_gap", gaps.longestMillis(), RESERVATION_GAP_MILLIS_MAX);
      assertEquals(List.of(), load.violations());
      for (RealNode node : all) {
        assertEquals(List.of(), load.of(node).failures(), node + " failed requests");
      }
    }
    for (RealNode gone : all.subList(0, 3)) {
      Awaitility.await(gone + " ends").atMost(RealCluster.PATIENCE).until(() -> !gone.isAlive());
      assertTrue(
          List.of(Fault.Cause.REMOVED.exitCode(), Fault.Cause.RAFT_CLOSED.exitCode())
              .contains(gone.process().exitCode()),
          gone + " ended with " + gone.process().exitCode());
    }
    // Its directory is whole, and of no use.
    RealNode first = all.get(0);
    cluster.start(first);
    assertEquals(CONFLICT, first.process().exitCode());
    assertTrue(first.logText().contains("was removed"), first.logText());
  }

  @Test
  void aNodeThatLostItsDiskComesBackByOneCommand() {
    begin();
    RealNode lost = cluster.others(cluster.awaitLeader()).getFirst();
    List<RealNode> others = cluster.others(lost);
    try (Load load = Load.paced()) {
      others.forEach(node -> ask(load, node));
      load.start();
      others.forEach(node -> load.awaitMore(node, 200));
      lost.kill();
      lost.wipe();

      // Without being told, it must not begin anew.
      cluster.start(lost);
      assertEquals(CONFLICT, lost.process().exitCode());

      cluster.startJoining(lost);
      assertOk(command(others.getFirst(), "member", "rejoin", lost.name(), "--yes"));
      lost.awaitReady(RealCluster.PATIENCE);
      assertEquals(List.of("n1", "n2", "n3"), voters(lost));
      assertTrue(lost.generate(IdKind.SEQUENCE.one()).ok());
      load.stop();
      assertEquals(List.of(), load.violations());
      others.forEach(node -> assertEquals(List.of(), load.of(node).failures()));
    }
    // A restart needs no --join any more, and may keep it.
    lost.process().terminate();
    assertEquals(0, lost.process().exitCode());
    cluster.start(lost);
    lost.awaitReady(RealCluster.PATIENCE);
  }

  private void begin() {
    cluster.startAll();
    cluster.awaitAllReady();
    cluster.putNamespaces();
  }

  private static void ask(Load load, RealNode node) {
    load.singles(node, IdKind.UUID7, 1).singles(node, IdKind.SEQUENCE, 1);
  }

  private void add(RealNode node, Load load) {
    cluster.startJoining(node);
    assertOk(command(cluster.node(1), "member", "add", node.name(), address(node)));
    node.awaitReady(RealCluster.PATIENCE);
    ask(load, node);
    load.start();
    load.awaitMore(node, 200);
  }

  private static String address(RealNode node) {
    return "127.0.0.1:" + node.raftPort();
  }

  /** Runs a command that asks one node. */
  private RealProcess command(RealNode asked, String... arguments) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("TIDEMARK_ENDPOINTS", "http://127.0.0.1:" + asked.httpPort());
    Path log = cluster.directory().resolve("command-%d.log".formatted(++commands));
    return RealProcess.start(log, variables, List.of(arguments));
  }

  private static void assertOk(RealProcess command) {
    Awaitility.await("the command ends")
        .atMost(RealCluster.PATIENCE)
        .until(() -> !command.isAlive());
    assertEquals(0, command.exitCode(), command::output);
  }

  private static List<String> voters(RealNode node) {
    List<String> voters = new ArrayList<>();
    for (JsonNode member : node.cluster().path("members")) {
      if (member.path("role").asText().equals("voter")) {
        voters.add(member.path("name").asText());
      }
    }
    return voters;
  }
}
