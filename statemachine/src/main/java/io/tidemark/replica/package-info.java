/**
 * The replicated state inside Raft: {@link io.tidemark.replica.ReplicaStateMachine} rebuilds it
 * from snapshot and log at every start, applies committed entries, and takes and installs
 * snapshots. What Apache Ratis leaves to its users, and the limits that stay, are listed in {@code
 * docs/ratis-and-lmdb.md}.
 */
@NullMarked
package io.tidemark.replica;

import org.jspecify.annotations.NullMarked;
