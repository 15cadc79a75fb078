package io.tidemark.node.exchange;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * You are not a member of this cluster, and may start Raft in it, to become one.
 *
 * <p>Asked by the leader of a node whose directory is empty, after it made sure that the committed
 * configuration does not contain the node. Before that, a node that lost its disk must not run
 * Raft: it would vote, and acknowledge, without knowing what its old self did.
 */
public final class Admit {

  private Admit() {}

  /**
   * @param clusterId the asking leader's cluster
   * @param node whom the leader means
   * @param members names and addresses of the members
   * @param listeners those of them that don't vote
   * @param membersIndex the log index of the configuration that does not contain the node
   * @param listener whether the node is only to listen
   */
  public record Request(
      String clusterId,
      String node,
      SortedMap<String, String> members,
      SortedSet<String> listeners,
      long membersIndex,
      boolean listener) {

    public Request {
      members = new TreeMap<>(members);
      listeners = new TreeSet<>(listeners);
    }
  }

  /**
   * @param admitted whether the node is ready to run Raft, durably
   * @param detail why not; empty if it is
   */
  public record Answer(boolean admitted, String detail) {}
}
