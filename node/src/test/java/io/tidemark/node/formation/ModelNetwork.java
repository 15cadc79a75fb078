package io.tidemark.node.formation;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.identity.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes with fake disks on a fake network. A round of questions is many events: each peer answers
 * from its disk at a moment of its own, the answers may take their time, and the node that asked
 * may be killed meanwhile; a killed node starts again with a new round. Nodes that are up and
 * formed run Raft: they vote and acknowledge, which they must not forget.
 */
final class ModelNetwork {

  /** Thrown by a disk when its process is killed just before or after a write. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final SplittableRandom random;
  private final SortedMap<NodeName, HostPort> peers = new TreeMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> recorded = new HashSet<>();
  private int drawn;
  private boolean raftHasRun;

  private final int stopsPerMille;
  private int wipesPerMille;

  ModelNetwork(SplittableRandom random, int size) {
    this.random = random;
    this.stopsPerMille = random.nextInt(2, 40);
    for (int i = 0; i < size; i++) {
      peers.put(new NodeName("n" + (i + 1)), new HostPort("host" + (i + 1), 7400));
    }
    peers.keySet().forEach(name -> nodes.add(new Node(name)));
  }

  static FormationRules rules(String self, String... names) {
    SortedMap<NodeName, HostPort> peers = new TreeMap<>();
    for (String name : names) {
      peers.put(new NodeName(name), new HostPort(name, 7400));
    }
    return new FormationRules(new NodeName(self), peers);
  }

  static SortedMap<NodeName, Sight> sights(String name, Sight sight) {
    SortedMap<NodeName, Sight> sights = new TreeMap<>();
    sights.put(new NodeName(name), sight);
    return sights;
  }

  void allowWipes() {
    wipesPerMille = random.nextInt(1, 15);
  }

  /** One random event. */
  void somethingHappens() {
    Node node = nodes.get(random.nextInt(nodes.size()));
    int dice = random.nextInt(1_000);
    if (dice < stopsPerMille) {
      node.stop();
    } else if (dice < stopsPerMille + wipesPerMille) {
      node.wipe();
    } else if (dice < 6 * stopsPerMille + wipesPerMille) {
      node.start();
    } else if (dice < 800) {
      node.hears(node.notHeardYet(random), random.nextInt(20) == 0);
    } else {
      node.decides(random.nextInt(16));
    }
    runRaft();
  }

  /** All nodes up, nothing lost, until nothing changes any more. */
  void settle() {
    nodes.forEach(Node::start);
    for (int i = 0; i < 10; i++) {
      round();
    }
  }

  /** Every running node asks all others and decides. */
  void round() {
    for (int i = 0; i < nodes.size(); i++) {
      roundOf(i);
    }
    runRaft();
  }

  void roundOf(int index) {
    Node node = nodes.get(index);
    node.heard.clear();
    for (Node other : nodes) {
      node.hears(other, false);
    }
    node.decides(-1);
  }

  void stop(int index) {
    nodes.get(index).stop();
  }

  void start(int index) {
    nodes.get(index).start();
  }

  void wipe(int index) {
    nodes.get(index).wipe();
    nodes.get(index).start();
  }

  /** Somebody puts the state of a backup there, in place of whatever the disk had. */
  void restore(int index, String clusterId) {
    Node node = nodes.get(index);
    node.wipe();
    node.disk.identity = Identity.restored(clusterId, node.name, peers);
    node.start();
  }

  String name(int index) {
    return nodes.get(index).name.value();
  }

  Stage stage(int index) {
    return nodes.get(index).formation.stage();
  }

  String waitingFor(int index) {
    return nodes.get(index).last instanceof Step.Wait(String reason) ? reason : "";
  }

  String refusal(int index) {
    return nodes.get(index).last instanceof Step.Refuse(String reason) ? reason : "";
  }

  Set<NodeName> unformed() {
    Set<NodeName> unformed = new HashSet<>();
    for (Node node : nodes) {
      if (!(node.formation.stage() instanceof Stage.Formed)) {
        unformed.add(node.name);
      }
    }
    return unformed;
  }

  Set<String> clusterIds() {
    Set<String> ids = new HashSet<>();
    for (Node node : nodes) {
      if (node.formation.stage() instanceof Stage.Formed(String id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** Ids that were ever written to a disk. */
  Set<String> recordedIds() {
    return recorded;
  }

  boolean hasRunRaft() {
    return raftHasRun;
  }

  /**
   * No node that ran Raft and was wiped is a member again while a disk is left that took part then;
   * and no second id runs beside a first.
   */
  void requireNoRaftForgotten(String context) {
    if (clusterIds().size() > 1) {
      throw new AssertionError("%s: clusters %s".formatted(context, clusterIds()));
    }
    for (Node node : nodes) {
      for (Map<Node, Integer> witnesses : node.forgotten) {
        if (node.formation.stage() instanceof Stage.Formed
            && witnesses.entrySet().stream().anyMatch(w -> w.getKey().wipes == w.getValue())) {
          throw new AssertionError(
              "%s: %s ran Raft, was wiped, and is a member again: %s"
                  .formatted(context, node.name, node.formation.stage()));
        }
      }
    }
  }

  /** Nodes that are up and formed vote and acknowledge entries. */
  private void runRaft() {
    for (Node node : nodes) {
      for (Node other : nodes) {
        if (node.runsRaft() && other.runsRaft() && node != other) {
          node.saw.add(other.name);
        }
      }
    }
    for (Node node : nodes) {
      if (node.up && node.formation.stage() instanceof Stage.Formed) {
        Map<Node, Integer> witnesses = new HashMap<>();
        for (Node other : nodes) {
          if (other != node && !(other.formation.stage() instanceof Stage.Empty)) {
            witnesses.put(other, other.wipes);
          }
        }
        node.witnesses = witnesses;
        raftHasRun = true;
      }
    }
  }

  /** One node: its disk lasts, its process does not. */
  private final class Node {

    final NodeName name;
    final Disk disk = new Disk();
    final Formation formation;
    final SortedMap<NodeName, Sight> heard = new TreeMap<>();
    final Set<NodeName> saw = new HashSet<>();
    final List<Map<Node, Integer>> forgotten = new ArrayList<>();
    Map<Node, Integer> witnesses = Map.of();
    int wipes;
    boolean up;
    @Nullable Step last;

    Node(NodeName name) {
      this.name = name;
      this.formation = new Formation(name, peers, disk, this::draw);
    }

    private String draw() {
      return "c" + ++drawn;
    }

    boolean runsRaft() {
      return up && formation.stage() instanceof Stage.Formed;
    }

    void start() {
      up = true;
    }

    void stop() {
      up = false;
      heard.clear();
    }

    void wipe() {
      stop();
      wipes++;
      saw.clear();
      if (!witnesses.isEmpty()) {
        forgotten.add(witnesses);
        witnesses = Map.of();
      }
      disk.wipe();
    }

    Node notHeardYet(SplittableRandom random) {
      List<Node> missing =
          nodes.stream().filter(other -> other != this && !heard.containsKey(other.name)).toList();
      return missing.isEmpty() ? this : missing.get(random.nextInt(missing.size()));
    }

    /** A question is asked and answered; the answer waits until the node decides. */
    void hears(Node other, boolean lost) {
      if (other == this || !up) {
        return;
      }
      heard.put(
          other.name,
          other.up && !lost
              ? new Sight.At(other.formation.stage(), other.saw.contains(name))
              : new Sight.Silent("connection refused"));
    }

    /** Takes the step that a whole round allows; killed at the write of this number, if any. */
    void decides(int killedAtWrite) {
      if (!up || heard.size() < nodes.size() - 1) {
        return;
      }
      disk.killAfter = killedAtWrite;
      try {
        last = formation.advance(heard);
      } catch (Killed killed) {
        stop();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      heard.clear();
    }
  }

  /** What lasts. */
  private final class Disk implements FormationDisk {

    @Nullable Identity identity;
    int killAfter = -1;
    private @Nullable String formatted;

    @Override
    public Optional<Identity> identity() {
      return Optional.ofNullable(identity);
    }

    @Override
    public void record(Identity next) {
      writes();
      if (next.phase() == Identity.Phase.FORMED && !next.clusterId().equals(formatted)) {
        throw new AssertionError("formed without storage: " + next);
      }
      identity = next;
      recorded.add(next.clusterId());
      writes();
    }

    @Override
    public void formatRaft(String clusterId) {
      writes();
      if (identity == null || identity.phase() == Identity.Phase.FORMED) {
        throw new AssertionError("formatted where Raft may have run: " + identity);
      }
      formatted = clusterId;
      writes();
    }

    void wipe() {
      identity = null;
      formatted = null;
    }

    private void writes() {
      if (killAfter == 0) {
        killAfter = -1;
        throw new Killed();
      }
      killAfter--;
    }
  }
}
