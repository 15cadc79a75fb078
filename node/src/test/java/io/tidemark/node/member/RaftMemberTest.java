package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.encoding.EntryEncoding;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import io.tidemark.node.log.Submission;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three members over real sockets and files. */
@Timeout(120)
class RaftMemberTest {

  private static final long ASK_MILLIS = 3_000;

  @TempDir Path root;
  private LocalCluster cluster;

  void form(int size) throws Exception {
    cluster = new LocalCluster(root, size);
    cluster.startAll();
  }

  @AfterEach
  void close() {
    cluster.close();
    for (LocalNode node : cluster.nodes) {
      assertEquals(List.of(), List.copyOf(node.faults));
    }
  }

  @Test
  void threeEmptyNodesFormOneClusterThatCommitsFromEach() throws Exception {
    form(3);
    String id = cluster.node(1).member().clusterId();
    for (LocalNode node : cluster.nodes) {
      assertEquals(id, node.member().clusterId());
      requireCommits(node);
    }
    assertEquals(
        List.of(1L, 2L, 3L),
        cluster.nodes.stream()
            .map(LocalNode::incarnation)
            .map(IncarnationNumber::value)
            .sorted()
            .toList());
  }

  @Test
  void theOthersGoOnWithoutTheLeaderAndItComesBackFromItsDisk() throws Exception {
    form(3);
    LocalNode old = cluster.leader();
    long before = old.incarnation().value();
    old.close();
    LocalNode leader = cluster.leader();
    assertNotEquals(old.name, leader.name);
    for (LocalNode node : cluster.nodes) {
      if (node != old) {
        Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> commits(node));
      }
    }
    old.start().get(60, TimeUnit.SECONDS);
    cluster.awaitRegistered(old);
    requireCommits(old);
    assertTrue(old.incarnation().value() > before);
  }

  @Test
  void allStoppedAtOnceComeBackTogether() throws Exception {
    form(3);
    String id = cluster.node(1).member().clusterId();
    requireCommits(cluster.node(2));
    cluster.close();
    cluster.startAll();
    for (LocalNode node : cluster.nodes) {
      assertEquals(id, node.member().clusterId());
      requireCommits(node);
      assertTrue(node.incarnation().value() > 3);
    }
  }

  @Test
  void aReadPointShowsWhatAnotherNodeHasJustCommitted() throws Exception {
    form(3);
    for (int i = 0; i < 30; i++) {
      LocalNode writer = cluster.node(1 + i % 3);
      LocalNode reader = cluster.node(1 + (i + 1) % 3);
      LogPosition written = requireCommits(writer);
      ReadPoint point = reader.member().readPoint(ASK_MILLIS).get();
      if (!(point instanceof ReadPoint.Reached(LogPosition applied))) {
        throw new AssertionError(point);
      }
      assertTrue(applied.index() >= written.index(), applied + " after " + written);
      assertTrue(reader.member().read(view -> view.cluster().applied().index()) >= written.index());
    }
  }

  @Test
  void everyMemberIsAskedHowItIsAndADeadOneHoldsUpNobody() throws Exception {
    form(3);
    LocalNode down = cluster.leader();
    down.close();
    LocalNode leader = cluster.leader();
    LocalNode asking =
        cluster.nodes.stream().filter(n -> n != down && n != leader).findFirst().orElseThrow();
    Awaitility.await().until(() -> leader.name.equals(asking.member().leader()));
    List<MemberStatus> statuses = asking.member().peers().statuses(ASK_MILLIS).get();
    assertEquals(
        List.copyOf(cluster.peers.keySet()), statuses.stream().map(MemberStatus::name).toList());
    for (MemberStatus status : statuses) {
      assertEquals(
          status.name().equals(down.name) ? MemberStatus.State.DOWN : MemberStatus.State.UP,
          status.state());
      assertEquals(MemberStatus.Role.VOTER, status.role());
      if (status.state() == MemberStatus.State.UP) {
        assertEquals(leader.name, status.leader());
        assertEquals(status.name().equals(leader.name) ? "leader" : "follower", status.raftRole());
        assertEquals("127.0.0.1:1", status.httpAddress());
      }
    }
  }

  @Test
  void whoHasAppliedAnEntryIsToldAtOnce() throws Exception {
    form(3);
    LogPosition written = requireCommits(cluster.leader());
    assertEquals(
        List.copyOf(cluster.peers.keySet()),
        cluster.leader().member().peers().applied(written, ASK_MILLIS).get());
    LogPosition future = new LogPosition(written.term(), written.index() + 1_000_000);
    assertEquals(List.of(), cluster.node(1).member().peers().applied(future, 200).get());
  }

  @Test
  void aMinorityRefusesOrDoesNotKnowAndSeesNoLeaderBeforeLong() throws Exception {
    form(3);
    LocalNode left = cluster.node(2);
    cluster.node(1).close();
    cluster.node(3).close();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> left.member().leader() == null);
    assertTrue(left.member().leaderlessSinceNanos() <= System.nanoTime());
    assertInstanceOf(Submission.Refused.class, left.submit(new Command.ReportClock()).get());
    assertInstanceOf(ReadPoint.Unreachable.class, left.member().readPoint(500).get());
    cluster.node(1).start().get(60, TimeUnit.SECONDS);
    Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> commits(left));
    assertEquals(Long.MAX_VALUE, left.member().leaderlessSinceNanos());
  }

  @Test
  void aLeaderWithoutItsMajorityStepsDownHoweverMuchIsProposedToIt() throws Exception {
    form(3);
    LocalNode leader = cluster.leader();
    for (LocalNode node : cluster.nodes) {
      if (node != leader) {
        node.close();
      }
    }
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              var _ = leader.submit(new Command.ReportClock());
              return leader.member().leader() == null;
            });
  }

  @Test
  void aLeaderHandsOverToAnotherVoter() throws Exception {
    form(3);
    LocalNode leader = cluster.leader();
    assertTrue(leader.member().leaveLeadership(5_000).get());
    Awaitility.await().until(() -> !leader.name.equals(leader.member().leader()));
    assertTrue(leader.member().leaveLeadership(5_000).get());
  }

  @Test
  void anyMemberMayHaveLeadershipHandedToTheOneThatItNames() throws Exception {
    form(3);
    for (LocalNode next : cluster.nodes) {
      LocalNode asking = cluster.nodes.get((cluster.nodes.indexOf(next) + 1) % 3);
      Awaitility.await()
          .atMost(LocalCluster.WAIT_MAX)
          .until(
              () ->
                  asking
                      .member()
                      .peers()
                      .handOver(Optional.of(next.name), 5_000)
                      .get()
                      .equals(new Handover.Done(next.name)));
      assertEquals(next.name, cluster.leader().name);
    }
    Handover nobody =
        cluster.node(1).member().peers().handOver(Optional.of(new NodeName("n9")), 2_000).get();
    assertInstanceOf(Handover.Failed.class, nobody);
  }

  @Test
  void aLeaderHandsOverToAVoterThatLives() throws Exception {
    form(3);
    LocalNode leader = cluster.leader();
    LocalNode down = cluster.nodes.stream().filter(n -> n != leader).findFirst().orElseThrow();
    down.close();
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(
            () ->
                leader.member().leaveLeadership(5_000).get()
                    && !leader.name.equals(leader.member().leader()));
    assertNotEquals(down.name, cluster.leader().name);
  }

  @Test
  void anEntryThatIsTooLargeIsRefused() throws Exception {
    form(1);
    Submission submission =
        cluster
            .node(1)
            .submit(new Command.RegisterIncarnation("x".repeat(EntryEncoding.ENTRY_BYTES_MAX)))
            .get();
    assertInstanceOf(Submission.Refused.class, submission);
  }

  @Test
  void aSingleNodeFormsAlone() throws Exception {
    form(1);
    requireCommits(cluster.node(1));
    cluster.close();
    cluster.startAll();
    requireCommits(cluster.node(1));
  }

  private static boolean commits(LocalNode node) throws Exception {
    return node.submit(new Command.ReportClock()).get() instanceof Submission.Committed;
  }

  private static LogPosition requireCommits(LocalNode node) throws Exception {
    Submission submission = node.submit(new Command.ReportClock()).get();
    if (submission instanceof Submission.Committed committed) {
      assertEquals(node.incarnation(), committed.replies().getFirst().incarnation());
      return committed.position();
    }
    throw new AssertionError(node.name + ": " + submission);
  }
}
