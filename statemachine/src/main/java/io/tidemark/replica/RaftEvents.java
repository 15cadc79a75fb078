package io.tidemark.replica;

import io.tidemark.core.NodeName;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Port: learns what happens to this member of the Raft group. Called on threads of Ratis, some of
 * which hold its locks: it must not block and must not call the server.
 */
public interface RaftEvents {

  /** An observer that ignores everything. */
  RaftEvents NONE = new RaftEvents() {};

  /**
   * The leader that this node knows has changed.
   *
   * @param leader null if this node has just lost its leadership, or has seen no leader for longer
   *     than {@link RaftSettings#NO_LEADER_MILLIS}
   */
  default void leaderChanged(@Nullable NodeName leader) {}

  /** This node leads, and the follower has not answered for {@link RaftSettings#SLOW_MILLIS}. */
  default void followerSlow(NodeName follower) {}

  /** A snapshot is durable and verified, and the log before it may go. */
  default void snapshotTaken(SnapshotSummary snapshot) {}

  /**
   * A snapshot could not be taken. The node goes on; the log grows until a later attempt succeeds.
   */
  default void snapshotFailed(IOException reason) {}

  /**
   * A snapshot that the leader sent can't be believed and was thrown away. The leader sends it
   * again, without a pause, until it has a newer one.
   */
  default void snapshotRefused(RuntimeException reason) {}
}
