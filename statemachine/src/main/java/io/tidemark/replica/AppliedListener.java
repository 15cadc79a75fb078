package io.tidemark.replica;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Reply;
import java.util.List;

/**
 * Port: learns what was applied, on the thread that applies. It must be quick and must not throw:
 * an exception halts the node.
 */
public interface AppliedListener {

  /**
   * An entry took effect: the store's transaction has committed. Called in log order, also for
   * entries that are replayed after a start, and before {@link #advanced} tells its position: who
   * sees the position may rely on this call having returned.
   *
   * @param replies one per command, in order
   */
  void applied(LogPosition position, Entry entry, List<Reply> replies);

  /**
   * The whole state was put in place: begun empty or loaded from a snapshot at a start, or
   * installed from the leader's snapshot. Entries that the snapshot covers are not reported by
   * {@link #applied}. Called before {@link #advanced}.
   */
  void stateReplaced(ClusterRecord cluster);

  /**
   * A configuration is in force, and durable. Called after {@link #advanced} told its position. One
   * that came with an installed or loaded state is told by {@link #stateReplaced} alone.
   */
  void membersChanged(ClusterRecord cluster);

  /**
   * The replica now tells this position as applied, and reads see it. Called for every entry, those
   * without commands included, and for every state that was put in place.
   */
  void advanced(LogPosition position);
}
