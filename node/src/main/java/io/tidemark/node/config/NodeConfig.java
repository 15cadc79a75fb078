package io.tidemark.node.config;

import io.tidemark.core.NodeName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one member is told. Immutable and valid.
 *
 * @param name this node; one of the peers
 * @param dataDir where everything durable of this node lives
 * @param http where HTTP is served
 * @param raft where this node listens for its peers; for a name that resolves differently outside,
 *     see {@code peers}
 * @param peers all members of a new cluster, this node included, with the addresses by which they
 *     reach one another
 * @param limits every bound
 */
public record NodeConfig(
    NodeName name,
    Path dataDir,
    HostPort http,
    HostPort raft,
    SortedMap<NodeName, HostPort> peers,
    NodeLimits limits) {

  /**
   * @throws IllegalArgumentException if this node is not among the peers
   */
  public NodeConfig {
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    if (!peers.containsKey(name)) {
      throw new IllegalArgumentException(
          "this node's name '%s' is not among the peers %s".formatted(name, peers.keySet()));
    }
  }
}
