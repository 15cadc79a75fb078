package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import java.util.List;
import java.util.SplittableRandom;

/** Whom a fault strikes. */
final class Victims {

  private Victims() {}

  /** The leader; any node if nobody knows one. */
  static Node leader(Db db, SplittableRandom random) {
    return db.leader().filter(db.nodes()::contains).orElseGet(() -> any(db.nodes(), random));
  }

  /** A node that does not lead. */
  static Node follower(Db db, SplittableRandom random) {
    return any(db.others(leader(db, random)), random);
  }

  static Node any(List<Node> nodes, SplittableRandom random) {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
