package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster forms once, of all its nodes, and never again. */
@ExtendWith(ClusterLogs.class)
final class FormationIT {
  private static final Duration UNCHANGED_FOR = Duration.ofSeconds(6);

  @AutoClose private final RealCluster cluster = RealCluster.of(3);

  /** Where the kill hits: right after one node, or all, have taken a step of forming. */
  enum Moment {
    /** One has begun to write. */
    BEGUN_BY_ONE,
    /** One has recorded the cluster that it takes part in. */
    PREPARED_BY_ONE,
    PREPARED_BY_ALL,
    /** One has begun its Raft storage. */
    RAFT_BY_ONE,
    /** One is a member, on its disk. */
    FORMED_BY_ONE,
    FORMED_BY_ALL;

    boolean isReached(List<RealNode> nodes) {
      return switch (this) {
        case BEGUN_BY_ONE -> nodes.stream().anyMatch(FormationIT::hasFiles);
        case PREPARED_BY_ONE -> nodes.stream().anyMatch(node -> says(node, "PREPARED", "FORMED"));
        case PREPARED_BY_ALL -> nodes.stream().allMatch(node -> says(node, "PREPARED", "FORMED"));
        case RAFT_BY_ONE ->
            nodes.stream().anyMatch(node -> Files.exists(node.dataDir().resolve("raft")));
        case FORMED_BY_ONE -> nodes.stream().anyMatch(node -> says(node, "FORMED"));
        case FORMED_BY_ALL -> nodes.stream().allMatch(node -> says(node, "FORMED"));
      };
    }

    /** Whether the node's identity file names one of the phases. */
    private static boolean says(RealNode node, String... phases) {
      try {
        String identity = Files.readString(node.dataDir().resolve("identity"));
        return Stream.of(phases).anyMatch(phase -> identity.contains("\"" + phase + "\""));
      } catch (NoSuchFileException e) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void formingThatIsKilledIsResumed(Moment moment) {
    cluster.startAll();
    Awaitility.await(moment.name())
        .atMost(RealCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> moment.isReached(cluster.nodes()));
    cluster.killAll();

    cluster.startAll();
    cluster.awaitAllReady();

    assertEquals(1, clusterIds(cluster.nodes()).size());
    for (RealNode node : cluster.nodes()) {
      node.issue(IdKind.UUID7);
    }
  }

  @Test
  void twoWipedNodesFormNoSecondClusterAndSayWhy() {
    cluster.startAll();
    cluster.awaitAllReady();
    String clusterId = clusterIds(cluster.nodes()).iterator().next();
    RealNode keeper = cluster.node(2);
    List<RealNode> wiped = cluster.others(keeper);
    cluster.killAll();
    wiped.forEach(RealNode::wipe);

    Map<RealNode, Integer> saidBefore = new HashMap<>();
    wiped.forEach(node -> saidBefore.put(node, node.logText().length()));
    wiped.forEach(cluster::start);
    saidBefore.forEach((node, length) -> assertSaysWhy(node, length, keeper.name()));
    Awaitility.await("no second cluster")
        .during(UNCHANGED_FOR)
        .atMost(UNCHANGED_FOR.multipliedBy(3))
        .until(() -> wiped.stream().noneMatch(RealNode::isReady));

    cluster.start(keeper);
    Awaitility.await("the third does not lead alone")
        .during(UNCHANGED_FOR)
        .atMost(UNCHANGED_FOR.multipliedBy(3))
        .until(() -> cluster.nodes().stream().noneMatch(node -> node.isAlive() && node.isReady()));
    if (keeper.isAlive()) {
      assertTrue(
          // While it waits for a majority it names none over HTTP.
          Set.of(clusterId, "", "null").containsAll(clusterIds(List.of(keeper))),
          "the third is of another cluster");
    }
  }

  /** In its log, and over HTTP while it runs. */
  private static void assertSaysWhy(RealNode node, int saidBefore, String missing) {
    Supplier<String> saidSince = () -> node.logText().substring(saidBefore);
    Awaitility.await(node + " says why")
        .atMost(RealCluster.PATIENCE)
        .until(() -> saidSince.get().contains(missing) || !node.isAlive());
    assertTrue(saidSince.get().contains(missing), saidSince);
    if (node.isAlive()) {
      Answer answer = node.generate("{}");
      assertEquals(503, answer.status(), answer::toString);
      assertEquals("not_ready", answer.code());
      assertTrue(answer.json().path("detail").asText().contains(missing), answer::body);
      assertFalse(node.get("/health/readiness").ok());
      assertTrue(node.get("/health/liveness").ok(), "it waits; a restart would not help");
    }
  }

  private static Set<String> clusterIds(List<RealNode> nodes) {
    return nodes.stream()
        .map(node -> node.cluster().path("cluster_id").asText(""))
        .collect(Collectors.toSet());
  }

  private static boolean hasFiles(RealNode node) {
    if (!Files.exists(node.dataDir())) {
      return false;
    }
    try (Stream<Path> files = Files.list(node.dataDir())) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
