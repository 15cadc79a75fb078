package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.NodeName;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.identity.StartRefusedException.Kind;
import io.tidemark.node.log.Submission;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node refuses to start on, and what it waits for, over real sockets and files. */
@Timeout(120)
class MemberStartTest {

  @TempDir Path root;
  private LocalCluster cluster;

  private void form(int size) throws Exception {
    cluster = new LocalCluster(root.resolve("a"), size);
    cluster.startAll();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aTakenPortIsRefusedBeforeAnythingIsWritten() throws Exception {
    cluster = new LocalCluster(root, 1);
    LocalNode node = cluster.node(1);
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress("127.0.0.1", node.config.raft().port()));
      StartRefusedException refusal = refusal(node);
      assertEquals(Kind.CONFLICT, refusal.kind());
      assertTrue(refusal.getMessage().contains(node.config.raft().toString()));
      assertFalse(Files.exists(node.config.dataDir()));
    }
  }

  @Test
  void aDirectoryInUseIsRefused() throws Exception {
    form(1);
    awaitQuiet(cluster.node(1).config.dataDir());
    LocalCluster second = new LocalCluster(root.resolve("a"), 1);
    StartRefusedException refusal = unchanged(second.node(1));
    assertEquals(Kind.CONFLICT, refusal.kind());
    assertTrue(
        refusal.getMessage().contains("in use by process " + ProcessHandle.current().pid()),
        refusal.getMessage());
  }

  @Test
  void anotherNodesDirectoryIsRefused() throws Exception {
    form(2);
    cluster.close();
    LocalNode wrong =
        new LocalNode(new NodeName("n2"), root.resolve("a").resolve("n1"), cluster.peers);
    StartRefusedException refusal = unchanged(wrong);
    assertEquals(Kind.CONFLICT, refusal.kind());
    assertTrue(refusal.getMessage().contains("belongs to node n1"), refusal.getMessage());
  }

  @Test
  void anotherClustersDirectoryIsRefusedByItsAddresses() throws Exception {
    form(1);
    cluster.close();
    LocalCluster other = new LocalCluster(root.resolve("a"), 1);
    StartRefusedException refusal = unchanged(other.node(1));
    assertEquals(Kind.CONFLICT, refusal.kind());
    assertTrue(refusal.getMessage().contains("belongs to cluster"), refusal.getMessage());
  }

  @Test
  void anotherClustersDirectoryIsRefusedByItsPeers() throws Exception {
    form(3);
    Path mine = cluster.node(1).config.dataDir();
    cluster.close();
    move(mine, root.resolve("kept"));
    for (int number = 2; number <= 3; number++) {
      move(cluster.node(number).config.dataDir(), root.resolve("old-" + number));
    }
    cluster.startAll();
    cluster.node(1).close();
    move(mine, root.resolve("new"));
    move(root.resolve("kept"), mine);
    StartRefusedException refusal = unchanged(cluster.node(1));
    assertEquals(Kind.CONFLICT, refusal.kind());
    assertTrue(refusal.getMessage().contains("is a member of cluster"), refusal.getMessage());
  }

  @Test
  void aDamagedIdentityIsRefused() throws Exception {
    form(1);
    cluster.close();
    Path file = cluster.node(1).config.dataDir().resolve("identity");
    Files.writeString(file, Files.readString(file).replace("FORMED", "PREPARED"));
    StartRefusedException refusal = unchanged(cluster.node(1));
    assertEquals(Kind.FAILED, refusal.kind());
    assertTrue(refusal.getMessage().contains("checksum does not match"), refusal.getMessage());
  }

  @Test
  void aDirectoryWithDataButNoIdentityIsRefused() throws Exception {
    form(1);
    cluster.close();
    Files.delete(cluster.node(1).config.dataDir().resolve("identity"));
    StartRefusedException refusal = unchanged(cluster.node(1));
    assertTrue(refusal.getMessage().contains("no identity file"), refusal.getMessage());
  }

  @Test
  void aMemberWithoutItsRaftStorageIsRefused() throws Exception {
    form(1);
    cluster.close();
    move(cluster.node(1).config.dataDir().resolve("raft"), root.resolve("raft"));
    StartRefusedException refusal = unchanged(cluster.node(1));
    assertTrue(refusal.getMessage().contains("has no Raft storage"), refusal.getMessage());
  }

  @Test
  void aWipedNodeIsRefusedByItsCluster() throws Exception {
    form(3);
    cluster.node(2).close();
    move(cluster.node(2).config.dataDir(), root.resolve("gone"));
    StartRefusedException refusal = refusal(cluster.node(2));
    assertEquals(Kind.CONFLICT, refusal.kind());
    assertTrue(refusal.getMessage().contains("re-add it as a new peer"), refusal.getMessage());
    assertFalse(Files.exists(cluster.node(2).config.dataDir().resolve("identity")));
  }

  @Test
  void twoWipedNodesOfThreeWaitForTheThirdAndSaySo() throws Exception {
    form(3);
    String id = cluster.node(3).member().clusterId();
    cluster.close();
    for (int number = 1; number <= 2; number++) {
      move(cluster.node(number).config.dataDir(), root.resolve("gone-" + number));
    }
    CompletableFuture<RaftMember> first = cluster.node(1).start();
    CompletableFuture<RaftMember> second = cluster.node(2).start();
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .until(
            () ->
                Stream.of(cluster.node(1), cluster.node(2))
                    .allMatch(
                        node ->
                            node.waitingFor.contains("n3 (")
                                && node.waitingFor.contains("does not answer")));
    CompletableFuture<RaftMember> third = cluster.node(3).start();
    for (CompletableFuture<RaftMember> wiped : List.of(first, second)) {
      StartRefusedException refusal = refusal(wiped);
      assertTrue(refusal.getMessage().contains("member of cluster " + id), refusal.getMessage());
    }
    assertFalse(third.isDone());
  }

  @Test
  void anOlderCopyOfTheDirectoryIsRefused() throws Exception {
    form(3);
    LocalNode node = cluster.node(2);
    node.close();
    copy(node.config.dataDir(), root.resolve("copy"));
    node.start().get(60, TimeUnit.SECONDS);
    cluster.awaitRegistered(node);
    requireSeen(node);
    node.close();
    move(node.config.dataDir(), root.resolve("newest"));
    copy(root.resolve("copy"), node.config.dataDir());
    StartRefusedException refusal = unchanged(node);
    assertEquals(Kind.CONFLICT, refusal.kind());
    assertTrue(refusal.getMessage().contains("is an older copy"), refusal.getMessage());
    move(node.config.dataDir(), root.resolve("older"));
    copy(root.resolve("newest"), node.config.dataDir());
    node.start().get(60, TimeUnit.SECONDS);
    cluster.awaitRegistered(node);
  }

  @Test
  void aCopyThatLacksAcknowledgedEntriesIsRefusedAlsoAfterAllWereRestarted() throws Exception {
    form(3);
    LocalNode node = cluster.node(2);
    cluster.close();
    copy(node.config.dataDir().resolve("raft"), root.resolve("raft"));
    copy(node.config.dataDir().resolve("replica"), root.resolve("replica"));
    cluster.startAll();
    for (int i = 0; i < 20; i++) {
      assertInstanceOf(
          Submission.Committed.class, cluster.leader().submit(new Command.ReportClock()).get());
    }
    requireSeen(node);
    cluster.close();
    move(node.config.dataDir().resolve("raft"), root.resolve("newest-raft"));
    move(node.config.dataDir().resolve("replica"), root.resolve("newest-replica"));
    copy(root.resolve("raft"), node.config.dataDir().resolve("raft"));
    copy(root.resolve("replica"), node.config.dataDir().resolve("replica"));
    var first = cluster.node(1).start();
    var third = cluster.node(3).start();
    first.get(60, TimeUnit.SECONDS);
    third.get(60, TimeUnit.SECONDS);
    StartRefusedException refusal = refusal(node);
    assertTrue(refusal.getMessage().contains("has seen it hold log index"), refusal.getMessage());
  }

  /** Waits until the other nodes have written down how far this one is. */
  private void requireSeen(LocalNode node) {
    long held = node.member().raftState().commitIndex();
    for (LocalNode other : cluster.nodes) {
      if (other != node) {
        Awaitility.await()
            .atMost(LocalCluster.WAIT_MAX)
            .until(
                () ->
                    SightingBook.open(other.config.dataDir().resolve("sightings"))
                            .of(node.name)
                            .heldIndex()
                        >= held - 2);
      }
    }
  }

  /** Waits until a member that runs writes nothing any more. */
  private static void awaitQuiet(Path directory) {
    Awaitility.await()
        .atMost(LocalCluster.WAIT_MAX)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .until(
            new Callable<Boolean>() {
              private Map<String, String> last = Map.of();

              @Override
              public Boolean call() throws IOException {
                Map<String, String> now = content(directory);
                boolean quiet = now.equals(last);
                last = now;
                return quiet;
              }
            });
  }

  private static StartRefusedException unchanged(LocalNode node) throws Exception {
    Map<String, String> before = content(node.config.dataDir());
    StartRefusedException refusal = refusal(node);
    assertEquals(before, content(node.config.dataDir()));
    return refusal;
  }

  private static StartRefusedException refusal(LocalNode node) {
    return refusal(node.start());
  }

  private static StartRefusedException refusal(CompletableFuture<RaftMember> start) {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> start.get(60, TimeUnit.SECONDS));
    return assertInstanceOf(StartRefusedException.class, thrown.getCause());
  }

  /** Names and modification times of all files. */
  private static Map<String, String> content(Path directory) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            directory.relativize(file).toString(), Files.getLastModifiedTime(file).toString());
      }
    }
    // What runs in a directory that is in use goes on writing.
    content.keySet().removeIf(name -> name.startsWith("raft") || name.startsWith("sightings"));
    return content;
  }

  private static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    Files.move(from, to);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
