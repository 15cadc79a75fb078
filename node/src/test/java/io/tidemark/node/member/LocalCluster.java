package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Nodes that make a cluster on loopback. */
final class LocalCluster implements AutoCloseable {

  static final Duration WAIT_MAX = Duration.ofSeconds(60);

  final SortedMap<NodeName, HostPort> peers = new TreeMap<>();
  final List<LocalNode> nodes = new ArrayList<>();

  LocalCluster(Path root, int size) {
    for (int i = 1; i <= size; i++) {
      peers.put(new NodeName("n" + i), new HostPort("127.0.0.1", TestPorts.next()));
    }
    peers
        .keySet()
        .forEach(name -> nodes.add(new LocalNode(name, root.resolve(name.value()), peers)));
  }

  LocalNode node(int number) {
    return nodes.get(number - 1);
  }

  /** Starts all nodes and waits until each is registered. */
  void startAll() throws Exception {
    List<CompletableFuture<RaftMember>> starts = nodes.stream().map(LocalNode::start).toList();
    for (CompletableFuture<RaftMember> start : starts) {
      start.get(WAIT_MAX.toSeconds(), TimeUnit.SECONDS);
    }
    for (LocalNode node : nodes) {
      awaitRegistered(node);
    }
  }

  /** Waits until a node that runs has a leader, and registers it. */
  void awaitRegistered(LocalNode node) {
    Awaitility.await()
        .atMost(WAIT_MAX)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () -> {
              node.register();
              return true;
            });
  }

  LocalNode leader() {
    return Awaitility.await()
        .atMost(WAIT_MAX)
        .pollInterval(Duration.ofMillis(5))
        .until(this::leaderNow, Optional::isPresent)
        .orElseThrow();
  }

  Optional<LocalNode> leaderNow() {
    return nodes.stream()
        .filter(LocalNode::isRunning)
        .filter(node -> node.member().raftState().role().equals("leader"))
        .findFirst();
  }

  @Override
  public void close() {
    for (LocalNode node : nodes) {
      node.close();
    }
  }
}
