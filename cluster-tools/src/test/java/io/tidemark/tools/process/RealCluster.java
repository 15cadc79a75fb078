package io.tidemark.tools.process;

import io.tidemark.tools.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Nodes as separate processes of the packaged distribution, on ports and in directories of their
 * own. Closing it kills what runs and removes the directories.
 */
final class RealCluster implements AutoCloseable {
  /** How long anything may take that should take seconds, on a machine that does other things. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Set<RealCluster> OPEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final List<RealNode> nodes;
  private final List<RealNode> spares;
  private final String peers;

  private RealCluster(Path directory, List<RealNode> nodes, List<RealNode> spares) {
    this.directory = directory;
    this.nodes = List.copyOf(nodes);
    this.spares = List.copyOf(spares);
    this.peers =
        nodes.stream()
            .map(node -> "%s=127.0.0.1:%d".formatted(node.name(), node.raftPort()))
            .collect(Collectors.joining(","));
    OPEN.add(this);
  }

  /** So many nodes, none started. */
  static RealCluster of(int size) {
    return of(size, 0);
  }

  /** So many nodes that form a cluster, and so many that may join it later; none started. */
  static RealCluster of(int size, int spares) {
    try {
      Path root = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
      Path directory = Files.createTempDirectory(root, "cluster-");
      int all = size + spares;
      int ports = FreePorts.row(2 * all);
      List<RealNode> nodes = new ArrayList<>();
      for (int i = 0; i < all; i++) {
        nodes.add(new RealNode("n" + (i + 1), ports + i, ports + all + i, directory));
      }
      return new RealCluster(directory, nodes.subList(0, size), nodes.subList(size, all));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Three nodes, ready. */
  static RealCluster started() {
    RealCluster cluster = of(3);
    cluster.startAll();
    cluster.awaitAllReady();
    return cluster;
  }

  /** Clusters that are not closed yet. */
  static Set<RealCluster> open() {
    return Set.copyOf(OPEN);
  }

  List<RealNode> nodes() {
    return nodes;
  }

  RealNode node(int index) {
    return nodes.get(index);
  }

  /** Nodes that may join. */
  List<RealNode> spares() {
    return spares;
  }

  /** Every node, whether it belongs to the cluster or not. */
  List<RealNode> everyone() {
    List<RealNode> all = new ArrayList<>(nodes);
    all.addAll(spares);
    return all;
  }

  /** Starts a node that is to join the cluster that the others belong to. */
  void startJoining(RealNode node) {
    node.flags().add("--join");
    node.flags().add("existing");
    String own = "%s=127.0.0.1:%d".formatted(node.name(), node.raftPort());
    node.start(nodes.contains(node) ? peers : peers + "," + own);
  }

  /** As {@code --peers} takes them. */
  String peers() {
    return peers;
  }

  Path directory() {
    return directory;
  }

  void start(RealNode node) {
    node.start(peers);
  }

  void startAll() {
    nodes.forEach(this::start);
  }

  /** SIGKILL to every node, the signals as close together as can be. */
  void killAll() {
    List<RealNode> alive = everyone().stream().filter(RealNode::isAlive).toList();
    alive.parallelStream().forEach(RealNode::kill);
  }

  void awaitAllReady() {
    nodes.forEach(node -> node.awaitReady(PATIENCE));
  }

  /** Every other node. */
  List<RealNode> others(RealNode node) {
    return nodes.stream().filter(other -> other != node).toList();
  }

  /** Waits until all running nodes name the same running leader. */
  RealNode awaitLeader() {
    AtomicReference<RealNode> found = new AtomicReference<>();
    Awaitility.await("a leader")
        .atMost(PATIENCE)
        .until(
            () -> {
              Set<String> names =
                  nodes.stream()
                      .filter(RealNode::isAlive)
                      .map(node -> node.cluster().path("leader").asText(""))
                      .collect(Collectors.toSet());
              nodes.stream()
                  .filter(node -> names.equals(Set.of(node.name())) && node.isAlive())
                  .forEach(found::set);
              return found.get() != null;
            });
    return found.get();
  }

  /** Makes the namespaces that {@link IdKind} asks for. */
  void putNamespaces() {
    IdKind.NAMESPACES.forEach(this::put);
  }

  void put(String namespace, String rule) {
    Answer answer = node(0).put("/v1/namespaces/" + namespace, rule);
    if (!answer.ok()) {
      throw new AssertionError("could not put %s: %s".formatted(namespace, answer));
    }
  }

  /** Keeps the logs where they outlive the cluster. */
  void saveLogs(Path target) throws IOException {
    Files.createDirectories(target);
    for (RealNode node : everyone()) {
      Files.writeString(target.resolve(node.name() + ".log"), node.logText());
    }
  }

  /** The ends of the logs, for a failure's report. */
  String logTails(int linesMax) {
    Map<RealNode, List<String>> lines =
        everyone().stream()
            .collect(Collectors.toMap(node -> node, node -> node.logText().lines().toList()));
    StringBuilder tails = new StringBuilder();
    for (RealNode node : everyone()) {
      List<String> all = lines.getOrDefault(node, List.of());
      all.subList(Math.max(0, all.size() - linesMax), all.size())
          .forEach(line -> tails.append(node.name()).append(" | ").append(line).append('\n'));
    }
    return tails.toString();
  }

  @Override
  public void close() {
    OPEN.remove(this);
    killAll();
    RealNode.removeTree(directory);
  }
}
