package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Packets between nodes that don't arrive, or arrive late. Clients reach every node all the time.
 */
final class NetworkFaults {
  private static final Duration CUT = Duration.ofSeconds(12);
  private static final Duration SLOW = Duration.ofSeconds(15);

  /** Longer than what nodes hold covers. */
  private static final Duration STUCK = Duration.ofSeconds(25);

  private static final int LOSS_PERCENT = 50;
  private static final int SLOW_KILOBITS = 400;

  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "isolate-leader",
            Need.NOTHING,
            (db, random) -> isolate(db, Victims.leader(db, random))),
        new Fault(
            "isolate-follower",
            Need.NOTHING,
            (db, random) -> isolate(db, Victims.follower(db, random))),
        new Fault(
            "isolate-leader-inbound",
            Need.NOTHING,
            (db, random) -> deafen(db, Victims.leader(db, random))),
        new Fault(
            "isolate-leader-outbound",
            Need.NOTHING,
            (db, random) -> mute(db, Victims.leader(db, random))),
        new Fault("majorities-ring", Need.FIVE, NetworkFaults::ring),
        new Fault("stuck-follower", Need.NOTHING, NetworkFaults::stickFollower),
        new Fault("stuck-election", Need.NOTHING, NetworkFaults::stickElection),
        new Fault("packet-loss", Need.NOTHING, NetworkFaults::loss),
        new Fault("slow-link", Need.NOTHING, NetworkFaults::slow));
  }

  /** Nothing passes between the victim and the others. */
  private static Wound isolate(Db db, Node victim) {
    db.others(victim).forEach(other -> db.network().cut(victim.name(), other.name()));
    return Wound.of(victim, CUT, db.network()::heal);
  }

  /** The victim hears nobody, and everybody hears it. */
  private static Wound deafen(Db db, Node victim) {
    db.others(victim).forEach(other -> db.network().drop(other.name(), victim.name()));
    return Wound.of(victim, CUT, db.network()::heal);
  }

  /** Nobody hears the victim, and it hears everybody. */
  private static Wound mute(Db db, Node victim) {
    db.others(victim).forEach(other -> db.network().drop(victim.name(), other.name()));
    return Wound.of(victim, CUT, db.network()::heal);
  }

  /** Every node sees a majority, and no two see the same one. */
  private static Wound ring(Db db, SplittableRandom random) {
    List<Node> nodes = db.nodes();
    int size = nodes.size();
    for (int i = 0; i < size; i++) {
      for (int apart = 2; apart <= size - 2; apart++) {
        db.network().drop(nodes.get(i).name(), nodes.get((i + apart) % size).name());
      }
    }
    return Wound.of(nodes, CUT, db.network()::heal);
  }

  /** A follower that the leader's connections do not reach any more; new ones would. */
  private static Wound stickFollower(Db db, SplittableRandom random) {
    Node leader = Victims.leader(db, random);
    Node follower = Victims.any(db.others(leader), random);
    int connections = stick(db, leader, follower);
    return Wound.of(List.of(), STUCK, db.network()::heal)
        .telling("follower", follower.name())
        .telling("connections", connections);
  }

  /** The leader dies, and the connections between the others carry nothing; new ones would. */
  private static Wound stickElection(Db db, SplittableRandom random) {
    Node leader = passAround(db, Victims.leader(db, random));
    int connections = 0;
    for (Node one : db.others(leader)) {
      for (Node other : db.others(leader)) {
        if (one != other) {
          connections += stick(db, one, other);
        }
      }
    }
    leader.kill();
    return Wound.of(leader, STUCK, db.network()::heal).telling("connections", connections);
  }

  /**
   * Has every node lead once, so that it has all of Raft's connections to the others, and keeps
   * them.
   *
   * @return the last one, which leads on
   */
  private static Node passAround(Db db, Node last) {
    db.others(last).forEach(node -> lead(db, node));
    lead(db, last);
    return last;
  }

  private static void lead(Db db, Node node) {
    boolean leads =
        Db.await(
            Db.PATIENCE,
            () -> {
              if (db.leader().equals(Optional.of(node))) {
                return true;
              }
              node.client()
                  .post("/v1/cluster/transfer-leader", "{\"to\":\"%s\"}".formatted(node.name()));
              return false;
            });
    if (!leads) {
      throw new IllegalStateException("the leadership could not be passed to " + node.name());
    }
  }

  /** One of the connections is the one by which nodes ask each other; the rest are Raft's. */
  private static int stick(Db db, Node one, Node other) {
    int connections = db.network().stick(one.name(), other.name(), Node.RAFT_PORT);
    if (connections < 2) {
      db.network().heal();
      throw new IllegalStateException(
          "the harness hurt nothing for sure: %s has %d connections to %s, maybe none of Raft's"
              .formatted(one.name(), connections, other.name()));
    }
    return connections;
  }

  private static Wound loss(Db db, SplittableRandom random) {
    db.nodes().forEach(node -> db.network().lose(node.name(), LOSS_PERCENT));
    return Wound.of(db.nodes(), SLOW, db.network()::heal);
  }

  private static Wound slow(Db db, SplittableRandom random) {
    Node victim = Victims.any(db.nodes(), random);
    db.network().slow(victim.name(), SLOW_KILOBITS);
    return Wound.of(victim, SLOW, db.network()::heal);
  }
}
