package io.tidemark.node.peer;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Port: what a running member asks of the members beside the replicated log. Safe for use by many
 * threads; never blocks.
 */
public interface Peers {

  /**
   * Asks every member of the cluster, this node included, how it is.
   *
   * @return completes within the timeout; a member that did not answer is {@link
   *     MemberStatus.State#DOWN}
   */
  CompletableFuture<List<MemberStatus>> statuses(long timeoutMillis);

  /**
   * Waits until members have applied a log index, so that they have dropped what it ended.
   *
   * @return completes within the timeout with the members that have
   */
  CompletableFuture<List<NodeName>> applied(LogPosition position, long timeoutMillis);

  /**
   * Asks the leader, whoever it is, to hand leadership to another voter.
   *
   * @param to empty for the voter that holds most of the log
   * @return completes within the timeout
   */
  CompletableFuture<Handover> handOver(Optional<NodeName> to, long timeoutMillis);

  /**
   * Takes a member off duty, this node included, or back.
   *
   * @param drained whether to go off duty
   * @param force go off duty also if no other member serves
   * @return completes within the timeout; fails if the member's answer did not come
   */
  CompletableFuture<Duty.Result> drain(
      NodeName member, boolean drained, boolean force, long timeoutMillis);

  /**
   * Has a member, this node included, take a snapshot of its own.
   *
   * @return completes within the timeout; fails if the member's answer did not come
   */
  CompletableFuture<SnapshotTake> takeSnapshot(NodeName member, long timeoutMillis);

  /**
   * Asks the leader for the node that it lets in.
   *
   * @return completes normally, within the timeout; empty also if the leader did not answer
   */
  CompletableFuture<Optional<PendingMember>> pending(long timeoutMillis);

  /** Names of all members of the cluster as this node knows them, this node included. */
  List<NodeName> members();
}
