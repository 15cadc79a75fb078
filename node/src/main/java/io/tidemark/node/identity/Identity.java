package io.tidemark.node.identity;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whose directory this is.
 *
 * @param clusterId random, canonical UUID text; also the Raft group's id
 * @param node this node; also its Raft peer id
 * @param phase how far forming has come
 * @param peers the members when the cluster was formed
 * @param incarnation the highest incarnation number that this node registered; 0 if none
 * @param processNonce the random name of the last process that may have registered an incarnation;
 *     recorded before the registration is proposed; empty if there was none
 */
public record Identity(
    String clusterId,
    NodeName node,
    Phase phase,
    SortedMap<NodeName, HostPort> peers,
    long incarnation,
    String processNonce) {

  public Identity {
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
  }

  /** A node that is about to form a cluster. */
  public static Identity prepared(
      String clusterId, NodeName node, SortedMap<NodeName, HostPort> peers) {
    return new Identity(clusterId, node, Phase.PREPARED, peers, 0, "");
  }

  /** A node whose replica holds the state of a backup. */
  public static Identity restored(
      String clusterId, NodeName node, SortedMap<NodeName, HostPort> peers) {
    return new Identity(clusterId, node, Phase.RESTORED, peers, 0, "");
  }

  /** The same node as a member; its Raft storage must exist. */
  public Identity formed() {
    return new Identity(clusterId, node, Phase.FORMED, peers, incarnation, processNonce);
  }

  /** A new process of this node is about to register itself. */
  public Identity withProcess(String nonce) {
    return new Identity(clusterId, node, phase, peers, incarnation, nonce);
  }

  /** The process was registered. */
  public Identity withIncarnation(long number) {
    return new Identity(clusterId, node, phase, peers, number, processNonce);
  }

  /** How far forming has come. */
  public enum Phase {
    /** Raft has never run in this directory. */
    PREPARED,
    /** Raft has never run in this directory, and the replica has the state of a backup. */
    RESTORED,
    /** A member: Raft may have run, and its storage must exist. */
    FORMED
  }
}
