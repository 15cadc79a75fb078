package io.tidemark.node.formation;

/** How far a node is with forming, as its disk says. */
public sealed interface Stage {

  /** Nothing is recorded. */
  record Empty() implements Stage {}

  /** The node takes part in forming this cluster and has never run Raft. */
  record Prepared(String clusterId) implements Stage {}

  /** The node holds the state of a backup for this new cluster and has never run Raft. */
  record Restored(String clusterId) implements Stage {}

  /** The node is a member of this cluster. */
  record Formed(String clusterId) implements Stage {}
}
