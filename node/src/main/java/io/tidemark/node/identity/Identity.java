package io.tidemark.node.identity;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose directory this is.
 *
 * @param clusterId random, canonical UUID text; also the Raft group's id
 * @param node this node; also its Raft peer id
 * @param phase how far forming or joining has come
 * @param peers the members and where they are, as of {@code membersIndex}
 * @param listeners those of them that don't vote
 * @param membersIndex the log index of the configuration that says so; -1 for the list that the
 *     cluster was formed of
 * @param incarnation the highest incarnation number that this node registered, or when it joined,
 *     that anybody had; 0 if none
 * @param processNonce the random name of the last process that may have registered an incarnation;
 *     recorded before the registration is proposed; empty if there was none
 */
public record Identity(
    String clusterId,
    NodeName node,
    Phase phase,
    SortedMap<NodeName, HostPort> peers,
    SortedSet<NodeName> listeners,
    long membersIndex,
    long incarnation,
    String processNonce) {

  public Identity {
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    listeners = Collections.unmodifiableSortedSet(new TreeSet<>(listeners));
  }

  /** A node that is about to form a cluster. */
  public static Identity prepared(
      String clusterId, NodeName node, SortedMap<NodeName, HostPort> peers) {
    return new Identity(clusterId, node, Phase.PREPARED, peers, new TreeSet<>(), -1, 0, "");
  }

  /**
   * A node that the leader has admitted.
   *
   * @param members the cluster's, this node not included
   * @param listeners those that don't vote, and this node if it is not going to vote
   * @param membersIndex of the configuration that this node is not part of
   */
  public static Identity joining(
      String clusterId,
      NodeName node,
      SortedMap<NodeName, HostPort> members,
      Set<NodeName> listeners,
      long membersIndex) {
    return new Identity(
        clusterId, node, Phase.JOINING, members, new TreeSet<>(listeners), membersIndex, 0, "");
  }

  /** A node whose replica holds the state of a backup. */
  public static Identity restored(
      String clusterId, NodeName node, SortedMap<NodeName, HostPort> peers) {
    return new Identity(clusterId, node, Phase.RESTORED, peers, new TreeSet<>(), -1, 0, "");
  }

  /** The same node as a member; its Raft storage must exist. */
  public Identity formed() {
    return new Identity(
        clusterId, node, Phase.FORMED, peers, listeners, membersIndex, incarnation, processNonce);
  }

  /** A later configuration. */
  public Identity withMembers(
      SortedMap<NodeName, HostPort> nextPeers, Set<NodeName> nextListeners, long nextIndex) {
    return new Identity(
        clusterId,
        node,
        phase,
        nextPeers,
        new TreeSet<>(nextListeners),
        nextIndex,
        incarnation,
        processNonce);
  }

  /** A new process of this node is about to register itself. */
  public Identity withProcess(String nonce) {
    return new Identity(clusterId, node, phase, peers, listeners, membersIndex, incarnation, nonce);
  }

  /** The process was registered. */
  public Identity withIncarnation(long number) {
    return new Identity(
        clusterId, node, phase, peers, listeners, membersIndex, number, processNonce);
  }

  /** How far forming or joining has come. */
  public enum Phase {
    /** Raft has never run in this directory. */
    PREPARED,
    /**
     * The leader has admitted this node to a cluster that it is not a member of yet. Raft may have
     * run; the node votes for nobody.
     */
    JOINING,
    /** Raft has never run in this directory, and the replica has the state of a backup. */
    RESTORED,
    /** A member: Raft may have run, and its storage must exist. */
    FORMED
  }
}
