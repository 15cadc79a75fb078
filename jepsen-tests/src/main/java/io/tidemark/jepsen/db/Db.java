package io.tidemark.jepsen.db;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.client.NodeClient;
import io.tidemark.jepsen.os.ForcedFiles;
import io.tidemark.jepsen.os.Network;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cluster under test: each node is a process of the packaged distribution on a host of its own.
 * Ends with this JVM, whatever happens.
 */
public final class Db implements AutoCloseable {
  /** The bound on what should take seconds. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What tells what nodes have forced to disk, beside their directories. */
  static final String FORCED_LIBRARY = "forced.so";

  private static final int POLL_MILLIS = 50;

  private final Network network;
  private final HttpClient http;
  private final List<String> command;
  private final List<Node> voters = new ArrayList<>();
  private final List<Node> spares = new ArrayList<>();
  private final Thread atExit = new Thread(this::end);

  private Db(Network network, HttpClient http, List<String> command) {
    this.network = network;
    this.http = http;
    this.command = command;
  }

  /**
   * Sets up hosts; starts nothing.
   *
   * @param plan how many nodes, and what they run
   * @param directory of the run: data and logs
   */
  public static Db setUp(DbPlan plan, Path directory) throws IOException {
    Network network = Network.create();
    Db db = new Db(network, NodeClient.connections(), Launch.words(plan));
    Runtime.getRuntime().addShutdownHook(db.atExit);
    Path data = Files.createDirectories(directory.resolve("data"));
    Path logs = Files.createDirectories(directory.resolve("logs"));
    if (plan.powerCuts()) {
      ForcedFiles.compile(data.resolve(FORCED_LIBRARY));
    }
    for (int i = 1; i <= plan.voters() + plan.spares(); i++) {
      String name = "n" + i;
      network.add(name);
      Node node =
          new Node(name, network, plan, data.resolve(name), logs.resolve(name + ".log"), db.http);
      (i <= plan.voters() ? db.voters : db.spares).add(node);
    }
    return db;
  }

  /** The nodes that form the cluster. */
  public List<Node> nodes() {
    return List.copyOf(voters);
  }

  /** Nodes that may join it. */
  public List<Node> spares() {
    return List.copyOf(spares);
  }

  /** All hosts' nodes. */
  public List<Node> everyone() {
    return Stream.concat(voters.stream(), spares.stream()).toList();
  }

  /** All nodes but one. */
  public List<Node> others(Node node) {
    return voters.stream().filter(other -> other != node).toList();
  }

  /** The words that begin every command line of the distribution. */
  public List<String> command() {
    return command;
  }

  /** The network between them. */
  public Network network() {
    return network;
  }

  /** As {@code --peers} takes them. */
  public String peers() {
    return peers(voters);
  }

  private static String peers(List<Node> nodes) {
    return nodes.stream().map(Node::peer).collect(Collectors.joining(","));
  }

  /** Starts a node of the cluster. */
  public void start(Node node) {
    node.start(peers(), List.of());
  }

  /** Starts a node that joins the cluster. */
  public void startJoining(Node node) {
    String list = voters.contains(node) ? peers() : peers() + "," + node.peer();
    node.start(list, List.of("--join", "existing"));
  }

  /** Starts those of the cluster that don't run. */
  public void startAll() {
    voters.stream().filter(node -> !node.isAlive()).forEach(this::start);
  }

  /** Waits until all nodes of the cluster can issue; false if they can't within the bound. */
  public boolean awaitAllReady(Duration atMost) {
    return await(atMost, () -> voters.stream().allMatch(Node::isReady));
  }

  /** Waits until all nodes of the cluster do all that they are there for; false if they don't. */
  public boolean awaitAllServing(Duration atMost) {
    return await(atMost, () -> voters.stream().allMatch(Node::serves));
  }

  /** Waits for a condition; false if it doesn't come true within the bound. */
  public static boolean await(Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause(Duration.ofMillis(POLL_MILLIS));
    }
    return true;
  }

  /** Lets time pass: in a run, how long a fault lasts is part of the plan. */
  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the run was interrupted", e);
    }
  }

  /** The node that most living nodes call the leader, if it lives. */
  public Optional<Node> leader() {
    Map<String, Long> named =
        voters.stream()
            .filter(Node::isAlive)
            .map(node -> node.client().get("/v1/cluster?consistency=local").body())
            .map(cluster -> cluster.path("leader"))
            .filter(JsonNode::isTextual)
            .collect(Collectors.groupingBy(JsonNode::asText, Collectors.counting()));
    return named.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .flatMap(
            entry -> everyone().stream().filter(n -> n.name().equals(entry.getKey())).findAny())
        .filter(Node::isAlive);
  }

  private void end() {
    everyone().forEach(Node::close);
    network.close();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
    http.close();
  }
}
