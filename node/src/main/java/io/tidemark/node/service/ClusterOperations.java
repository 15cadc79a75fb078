package io.tidemark.node.service;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What operators do with the cluster. Every method blocks, up to the node's deadline: call it from
 * a virtual thread.
 */
public interface ClusterOperations {

  /** Commits an entry that changes nothing, to show that a majority works. */
  Answer<Commit> commit(RequestContext context);

  /**
   * Makes another voter the leader.
   *
   * @param to empty for the voter that holds most of the log
   */
  Answer<Transfer> transferLeadership(Optional<NodeName> to);

  /**
   * Takes a member off duty, or back. Off duty it issues nothing and leads nothing, but it stays a
   * member and votes; its restart ends it. A repeated call does no harm.
   *
   * @param drained whether to go off duty
   * @param force go off duty also if no other member serves
   */
  Answer<DutyChange> drain(NodeName member, boolean drained, boolean force);

  /**
   * Has a member write a snapshot of its state now, as it does by itself from time to time; its log
   * may then be shortened. No backup: that is {@link Backups}. Blocks for up to a minute.
   */
  Answer<Snapshot> takeSnapshot(NodeName member);

  /**
   * A member's newest snapshot.
   *
   * @param taken whether it was written for this call; if not, nothing was applied since
   * @param end the last entry that is in it
   * @param tookMillis from the request to the durable file
   */
  record Snapshot(
      NodeName member, boolean taken, LogPosition end, long sizeBytes, long tookMillis) {}

  /**
   * A member that went off duty or came back.
   *
   * @param leader as this node knows it now; null if it knows none
   * @param detail what is not as it should be; empty if all is
   */
  record DutyChange(NodeName member, boolean drained, @Nullable NodeName leader, String detail) {}

  /**
   * An entry that was committed.
   *
   * @param leader as this node knows it now; null if it knows none
   * @param nanos from the proposal to its answer
   */
  record Commit(LogPosition position, @Nullable NodeName leader, long nanos) {}

  /**
   * Leadership that passed on.
   *
   * @param from null if this node knew of no leader
   */
  record Transfer(@Nullable NodeName from, NodeName leader) {}
}
