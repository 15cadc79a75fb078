package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Command;
import io.tidemark.core.Fault;
import io.tidemark.core.NodeName;
import io.tidemark.core.Store;
import io.tidemark.core.View;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.log.Submission;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberChange.Action;
import io.tidemark.node.peer.MemberChange.Result;
import io.tidemark.node.peer.MemberChange.Verdict;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.store.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that come and go, over real sockets and files. */
@Timeout(180)
class MembershipTest {

  private static final long ASK_MILLIS = 5_000;

  @TempDir Path root;
  private final List<LocalNode> others = new ArrayList<>();
  private LocalCluster cluster;

  @BeforeEach
  void form() throws Exception {
    cluster = new LocalCluster(root, 3);
    cluster.startAll();
  }

  @AfterEach
  void close() {
    others.forEach(LocalNode::close);
    cluster.close();
  }

  @Test
  void anEmptyNodeIsAddedAndTakesPartInTheMajority() {
    LocalNode joining = join("n4");
    assertEquals(Verdict.DONE, change(add(joining)).verdict());
    cluster.awaitRegistered(joining);
    assertEquals(MemberStatus.Role.VOTER, roleOf("n4"));
    // A majority of four is three: without the newcomer there is none.
    LocalNode down = follower();
    down.close();
    Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> commits(cluster.leader()));
    requireCommits(joining);
    requireNoFaults(joining);
  }

  @Test
  void whoIsLetInAndHasNotCaughtUpIsToldOfByEveryMember() {
    CountDownLatch disk = new CountDownLatch(1);
    NodeName name = new NodeName("n4");
    Map<NodeName, HostPort> peers = new TreeMap<>(cluster.peers);
    peers.put(name, new HostPort("127.0.0.1", TestPorts.next()));
    LocalNode slow =
        new LocalNode(name, root.resolve("n4"), peers, cluster.leader().member().clusterId());
    slow.stores = directory -> openOnce(disk);
    others.add(slow);
    var _ = slow.start();
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> slow.waitingFor.contains("waits to be added"));
    assertEquals(Optional.empty(), pending(cluster.leader()));

    var _ = ask(add(slow));
    Optional<PendingMember> told =
        Optional.of(
            new PendingMember(
                name, MemberStatus.Role.VOTER, slow.config.raft().toString(), null, -1));
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> pending(cluster.leader()).equals(told) && pending(follower()).equals(told));
    disk.countDown();
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> change(add(slow)).verdict() == Verdict.DONE);
    assertEquals(Optional.empty(), pending(follower()));
  }

  private static Optional<PendingMember> pending(LocalNode node) {
    return node.member().peers().pending(ASK_MILLIS).join();
  }

  private static Store openOnce(CountDownLatch disk) {
    try {
      if (!disk.await(LocalCluster.WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the disk never came");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the node was stopped", e);
    }
    return new MemoryStore();
  }

  @Test
  void aListenerStaysOneAfterARestartAndAfterAnotherLeaderCame() throws Exception {
    LocalNode joining = join("n4");
    MemberChange listener =
        new MemberChange(
            Action.ADD_LISTENER, joining.name, joining.config.raft(), null, MemberChange.ANY_INDEX);
    assertEquals(Verdict.DONE, change(listener).verdict());
    cluster.awaitRegistered(joining);
    assertEquals(MemberStatus.Role.LISTENER, roleOf("n4"));
    cluster.leader().close();
    requireCommits(joining);
    joining.close();
    joining.start().get(60, TimeUnit.SECONDS);
    cluster.awaitRegistered(joining);
    assertEquals("listener", joining.member().raftState().role());
    requireNoFaults(joining);
  }

  @Test
  void aNodeThatDoesNotRunCanNotBeAddedYet() {
    NodeName name = new NodeName("n4");
    Result result =
        change(
            new MemberChange(
                Action.ADD,
                name,
                new HostPort("127.0.0.1", TestPorts.next()),
                null,
                MemberChange.ANY_INDEX));
    assertEquals(Verdict.NOT_YET, result.verdict());
    assertTrue(result.detail().contains("--join"), result.detail());
  }

  @Test
  void aNodeThatWaitsForAnotherClusterIsNotTakenIn() {
    LocalNode stranger = start("n4", "00000000-0000-0000-0000-000000000001");
    Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> isRefused(stranger));
    assertEquals(Verdict.NOT_YET, change(add(stranger)).verdict());
  }

  @Test
  void aRemovedNodeHaltsAndCanNotComeBackOnItsOldDisk() throws Exception {
    LocalNode leaving = follower();
    assertEquals(Verdict.DONE, change(of(Action.REMOVE, leaving.name.value(), null)).verdict());
    Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> !leaving.faults.isEmpty());
    assertEquals(Fault.Cause.REMOVED, leaving.faults.element().cause());
    leaving.close();
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> leaving.start().get(60, TimeUnit.SECONDS));
    assertInstanceOf(StartRefusedException.class, refused.getCause());
    assertTrue(
        refused.getCause().getMessage().contains("was removed"), refused.getCause().getMessage());
    requireCommits(cluster.leader());
  }

  @Test
  void aLeaderThatIsRemovedLeadsNoMoreBeforeItGoes() throws Exception {
    LocalNode leaving = cluster.leader();
    MemberChange removal = of(Action.REMOVE, leaving.name.value(), null);
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> cluster.leaderNow().isPresent() && change(removal).verdict() == Verdict.DONE);
    Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> !leaving.faults.isEmpty());
    assertEquals(Fault.Cause.REMOVED, leaving.faults.element().cause());
    leaving.close();
    requireCommits(cluster.leader());
  }

  @Test
  void aNodeThatLostItsDiskComesBackUnderItsNameAndItsOldDiskIsRefused() throws Exception {
    LocalNode lost = follower();
    lost.close();
    Path old = root.resolve("kept");
    Files.move(root.resolve(lost.name.value()), old);
    // Only waits: it may be asked, but runs no Raft while it counts as a voter.
    LocalNode again = start(lost.name.value(), cluster.leader().member().clusterId());
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> again.waitingFor.contains("waits to be added"));
    Result still = change(add(again));
    assertEquals(Verdict.DONE, still.verdict(), "it is a member still: " + still.detail());
    assertTrue(again.waitingFor.contains("waits to be added"), again.waitingFor);

    assertEquals(Verdict.DONE, change(of(Action.REMOVE, lost.name.value(), null)).verdict());
    assertEquals(Verdict.DONE, change(add(again)).verdict());
    cluster.awaitRegistered(again);
    requireCommits(again);
    requireNoFaults(again);
    again.close();

    LocalNode past = new LocalNode(lost.name, old, cluster.peers);
    others.add(past);
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> past.start().get(60, TimeUnit.SECONDS));
    assertTrue(
        refused.getCause().getMessage().contains("older copy"), refused.getCause().getMessage());
  }

  @Test
  void aJoiningNodeThatKnowsOnlyItsNamesPastBeginsAnew() throws Exception {
    LocalNode past = follower();
    requireCommits(cluster.leader());
    past.close();
    assertEquals(Verdict.DONE, change(of(Action.REMOVE, past.name.value(), null)).verdict());
    // As if it had been admitted, and stopped before the log told it of its removal: the log that
    // it has names it as a voter.
    ClusterRecord state = cluster.leader().member().read(View::cluster);
    SortedMap<NodeName, HostPort> rest = new TreeMap<>(cluster.peers);
    rest.remove(past.name);
    try (DataDirectory directory = DataDirectory.open(past.config.dataDir(), past.name)) {
      directory.record(
          Identity.joining(state.clusterId(), past.name, rest, Set.of(), state.members().index()));
    }
    past.start().get(60, TimeUnit.SECONDS);
    assertEquals(-1, past.member().raftState().lastIndex());
    // The leader's connection to what was there before may have to be made anew.
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> change(add(past)), result -> result.verdict() != Verdict.NOT_YET);
    assertEquals(Verdict.DONE, change(add(past)).verdict());
    cluster.awaitRegistered(past);
    requireCommits(past);
    requireNoFaults(past);
  }

  @Test
  void whatWouldLeaveNoMajorityIsRefused() {
    LocalNode down = follower();
    down.close();
    LocalNode up =
        cluster.nodes.stream()
            .filter(node -> node.isRunning() && !node.name.equals(cluster.leader().name))
            .findFirst()
            .orElseThrow();
    Result result = change(of(Action.REMOVE, up.name.value(), null));
    assertEquals(Verdict.QUORUM_AT_RISK, result.verdict(), result.toString());
    assertTrue(result.detail().contains(down.name.value()), result.detail());
    assertEquals(Verdict.DONE, change(of(Action.REMOVE, down.name.value(), null)).verdict());
  }

  @Test
  void ofTwoChangesOfTheSameConfigurationOneWins() throws Exception {
    LocalNode fourth = join("n4");
    LocalNode fifth = join("n5");
    long index = cluster.leader().member().read(view -> view.cluster().members().index());
    CompletableFuture<Result> one = ask(expecting(add(fourth), index));
    CompletableFuture<Result> other = ask(expecting(add(fifth), index));
    List<Verdict> verdicts =
        Stream.of(one.get(), other.get()).map(Result::verdict).sorted().toList();
    assertEquals(List.of(Verdict.DONE, Verdict.CONFLICT), verdicts);
  }

  @Test
  void aNameKeepsItsAddress() throws Exception {
    LocalNode leaving = follower();
    assertEquals(Verdict.DONE, change(of(Action.REMOVE, leaving.name.value(), null)).verdict());
    Result result =
        change(
            new MemberChange(
                Action.ADD,
                leaving.name,
                new HostPort("127.0.0.1", TestPorts.next()),
                null,
                MemberChange.ANY_INDEX));
    assertEquals(Verdict.UNFIT, result.verdict());
    assertTrue(result.detail().contains("keeps its address"), result.detail());
  }

  @Test
  void everyOriginalNodeIsReplacedWhileTheClusterCommits() throws Exception {
    for (int i = 0; i < 3; i++) {
      LocalNode joining = join("n" + (4 + i));
      MemberChange replacement =
          new MemberChange(
              Action.REPLACE,
              new NodeName("n" + (1 + i)),
              joining.config.raft(),
              joining.name,
              MemberChange.ANY_INDEX);
      Awaitility.await()
          .atMost(LocalCluster.WAIT_MAX)
          .until(() -> changeAnywhere(replacement).verdict() == Verdict.DONE);
      requireCommits(joining);
      cluster.node(1 + i).close();
    }
    for (LocalNode node : others) {
      requireCommits(node);
      requireNoFaults(node);
    }
    // They find each other again, though the list that they were started with names the dead.
    others.forEach(LocalNode::close);
    List<CompletableFuture<RaftMember>> starts = others.stream().map(LocalNode::start).toList();
    for (CompletableFuture<RaftMember> start : starts) {
      start.get(60, TimeUnit.SECONDS);
    }
    for (LocalNode node : others) {
      cluster.awaitRegistered(node);
      requireCommits(node);
    }
  }

  private static boolean isRefused(LocalNode node) {
    return !node.waitingFor.contains("waits to be added") && node.startFailed();
  }

  /** Starts a node that waits to be added to the cluster. */
  private LocalNode join(String name) {
    LocalNode node = start(name, cluster.leader().member().clusterId());
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> node.waitingFor.contains("waits to be added"));
    return node;
  }

  private LocalNode start(String name, String clusterId) {
    NodeName node = new NodeName(name);
    Map<NodeName, HostPort> peers = new TreeMap<>(cluster.peers);
    peers.computeIfAbsent(node, any -> new HostPort("127.0.0.1", TestPorts.next()));
    LocalNode starting = new LocalNode(node, root.resolve(name), peers, clusterId);
    others.add(starting);
    var _ = starting.start();
    return starting;
  }

  private static MemberChange add(LocalNode node) {
    return new MemberChange(
        Action.ADD, node.name, node.config.raft(), null, MemberChange.ANY_INDEX);
  }

  private static MemberChange of(Action action, String name, @Nullable String by) {
    return new MemberChange(
        action,
        new NodeName(name),
        null,
        by == null ? null : new NodeName(by),
        MemberChange.ANY_INDEX);
  }

  private static MemberChange expecting(MemberChange change, long index) {
    return new MemberChange(change.action(), change.node(), change.address(), change.by(), index);
  }

  private Result change(MemberChange change) {
    return ask(change).join();
  }

  private CompletableFuture<Result> ask(MemberChange change) {
    return cluster.leader().member().roster().change(change, ASK_MILLIS);
  }

  /** Asks a member that stays. */
  private Result changeAnywhere(MemberChange change) {
    return Stream.concat(cluster.nodes.stream(), others.stream())
        .filter(node -> node.isRunning() && !node.name.equals(change.node()))
        .findFirst()
        .orElseThrow()
        .member()
        .roster()
        .change(change, ASK_MILLIS)
        .join();
  }

  private LocalNode follower() {
    LocalNode leader = cluster.leader();
    return cluster.nodes.stream()
        .filter(node -> node.isRunning() && node != leader)
        .max(Comparator.comparing(node -> node.name))
        .orElseThrow();
  }

  private MemberStatus.Role roleOf(String name) {
    return cluster.leader().member().peers().statuses(ASK_MILLIS).join().stream()
        .filter(status -> status.name().equals(new NodeName(name)))
        .findFirst()
        .orElseThrow()
        .role();
  }

  private static boolean commits(LocalNode node) throws Exception {
    return node.submit(new Command.ReportClock()).get() instanceof Submission.Committed;
  }

  private static void requireCommits(LocalNode node) {
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> commits(node));
  }

  private static void requireNoFaults(LocalNode node) {
    assertEquals(List.of(), List.copyOf(node.faults));
  }
}
