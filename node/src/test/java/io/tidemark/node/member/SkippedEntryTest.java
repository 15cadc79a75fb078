package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Fault;
import io.tidemark.core.Kind;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.exchange.Probe;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.log.Submission;
import io.tidemark.replica.SkippedEntries;
import io.tidemark.snapshot.StateHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way past an entry that halts every replica at every start. */
@Timeout(180)
class SkippedEntryTest {

  @TempDir Path root;
  private LocalCluster cluster;

  @BeforeEach
  void poison() throws Exception {
    cluster = new LocalCluster(root, 3);
    cluster.nodes.forEach(node -> node.stores = directory -> new PoisonedStore());
    cluster.startAll();
    assertInstanceOf(Submission.Committed.class, put(cluster.leader(), "good").get());
    var _ = put(cluster.leader(), PoisonedStore.POISON.value());
    restartUntilAllFailed();
    cluster.close();
    cluster.nodes.forEach(node -> node.faults.clear());
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void allMembersTogetherSkipItAndAgreeAfterwards() throws Exception {
    LogPosition poisoned = failedAt(cluster.node(1)).orElseThrow();
    cluster.nodes.forEach(node -> assertEquals(Optional.of(poisoned), failedAt(node)));

    // Two of three are a majority, and still wait.
    cluster.nodes.forEach(node -> node.config = node.config.withSkipEntry(poisoned));
    CompletableFuture<RaftMember> first = cluster.node(1).start();
    CompletableFuture<RaftMember> second = cluster.node(2).start();
    for (LocalNode node : List.of(cluster.node(1), cluster.node(2))) {
      Awaitility.await()
          .atMost(LocalCluster.WAIT_MAX)
          .until(() -> node.waitingFor.contains("start [n3] with --skip-entry"));
    }
    CompletableFuture<RaftMember> third = cluster.node(3).start();
    for (CompletableFuture<RaftMember> start : List.of(first, second, third)) {
      start.get(60, TimeUnit.SECONDS);
    }
    for (LocalNode node : cluster.nodes) {
      cluster.awaitRegistered(node);
    }
    assertInstanceOf(Submission.Committed.class, put(cluster.leader(), "better").get());
    awaitEqual();

    // Who replays the log later follows without being told, even if it has forgotten.
    LocalNode later = cluster.node(3);
    later.close();
    Files.delete(later.config.dataDir().resolve("replica").resolve("skips"));
    later.config = withoutSkip(later);
    later.start().get(60, TimeUnit.SECONDS);
    cluster.awaitRegistered(later);
    awaitEqual();
    cluster.nodes.forEach(node -> assertEquals(List.of(), List.copyOf(node.faults)));
  }

  @Test
  void whoOfferedToSkipItDoesNotGoBackAndApplyIt() {
    LogPosition poisoned = failedAt(cluster.node(1)).orElseThrow();
    LocalNode node = cluster.node(1);
    node.config = node.config.withSkipEntry(poisoned);
    var _ = node.start();
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(() -> node.waitingFor.contains("waits for a majority"));
    node.close();
    node.config = withoutSkip(node);
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> node.start().get(60, TimeUnit.SECONDS));
    assertTrue(
        thrown.getCause().getMessage().contains("has offered to skip entry"),
        thrown.getCause().getMessage());
  }

  @Test
  void whoseSnapshotCoversWhatTheMembersSkipIsRefused() throws Exception {
    LogPosition skipped = new LogPosition(1, 77);
    SkippedEntries none = SkippedEntries.open(root.resolve("replica-of-a-newcomer"));
    String cluster = "c";
    SkipAgreement agreement =
        new SkipAgreement(new NodeName("n4"), cluster, none, Optional.empty(), 90);
    SortedMap<NodeName, ProbeRounds.Response> members = new TreeMap<>();
    members.put(
        new NodeName("n1"),
        new ProbeRounds.Response.Answered(
            new Probe.Answer(
                "n1",
                Probe.Phase.FORMED,
                cluster,
                new TreeMap<>(),
                new TreeSet<>(),
                -1,
                Probe.Sighting.NOTHING,
                new Probe.Skips(null, List.of("1:77")))));
    assertThrows(StartRefusedException.class, () -> agreement.settle(members));
    assertEquals(List.of(), none.skipped());
    new SkipAgreement(new NodeName("n4"), cluster, none, Optional.empty(), 76).settle(members);
    assertEquals(List.of(skipped), none.skipped());
  }

  @Test
  void anEntryThatDidNotFailHereIsNotSkipped() {
    LogPosition poisoned = failedAt(cluster.node(1)).orElseThrow();
    LocalNode node = cluster.node(1);
    node.config = node.config.withSkipEntry(new LogPosition(poisoned.term(), poisoned.index() - 1));
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> node.start().get(60, TimeUnit.SECONDS));
    StartRefusedException refusal =
        assertInstanceOf(StartRefusedException.class, thrown.getCause());
    assertEquals(StartRefusedException.Kind.CONFLICT, refusal.kind());
    assertTrue(
        refusal
            .getMessage()
            .contains(
                "the last one that failed here is %d:%d"
                    .formatted(poisoned.term(), poisoned.index())),
        refusal.getMessage());
  }

  private static NodeConfig withoutSkip(LocalNode node) {
    return new NodeConfig(
        node.config.name(),
        node.config.dataDir(),
        node.config.http(),
        node.config.raft(),
        node.config.peers(),
        node.config.join(),
        node.config.limits());
  }

  private static CompletableFuture<Submission> put(LocalNode node, String name) {
    return node.submit(
        new Command.PutNamespace(
            new NamespaceName(name), NamespaceRule.of(Kind.UUID4), Precondition.none()));
  }

  /**
   * As a supervisor does. Who leads applies the entry first and is gone before the others learn
   * that it was committed; so they fail one after the other.
   */
  private void restartUntilAllFailed() {
    Map<LocalNode, CompletableFuture<RaftMember>> starts = new HashMap<>();
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX.multipliedBy(2))
        .until(
            () -> {
              for (LocalNode node : cluster.nodes) {
                CompletableFuture<RaftMember> start = starts.get(node);
                Fault fault = start == null || start.isDone() ? node.faults.poll() : null;
                if (fault != null) {
                  assertEquals(Fault.Cause.UNEXPECTED, fault.cause(), fault.detail());
                  node.close();
                  starts.put(node, node.start());
                } else if (start != null && start.isCompletedExceptionally()) {
                  // The port of the run before was not free yet.
                  starts.put(node, node.start());
                }
              }
              return cluster.nodes.stream().allMatch(node -> failedAt(node).isPresent());
            });
  }

  private void awaitEqual() {
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(
            () ->
                cluster.nodes.stream()
                        .map(node -> node.member().read(StateHash::of))
                        .distinct()
                        .count()
                    == 1);
  }

  private static Optional<LogPosition> failedAt(LocalNode node) {
    try {
      return SkippedEntries.open(node.config.dataDir().resolve("replica")).failed();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
