package io.tidemark.node.config;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
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
 * @param skipEntry an entry of the log that fails on every member, and is to be skipped
 */
public record NodeConfig(
    NodeName name,
    Path dataDir,
    HostPort http,
    HostPort raft,
    SortedMap<NodeName, HostPort> peers,
    NodeLimits limits,
    Optional<LogPosition> skipEntry) {

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

  /** A member that skips nothing. */
  public NodeConfig(
      NodeName name,
      Path dataDir,
      HostPort http,
      HostPort raft,
      SortedMap<NodeName, HostPort> peers,
      NodeLimits limits) {
    this(name, dataDir, http, raft, peers, limits, Optional.empty());
  }

  /** This member, told to skip an entry. */
  public NodeConfig withSkipEntry(LogPosition position) {
    return new NodeConfig(name, dataDir, http, raft, peers, limits, Optional.of(position));
  }
}
