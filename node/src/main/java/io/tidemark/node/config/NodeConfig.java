package io.tidemark.node.config;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one member is told. Immutable and valid.
 *
 * @param name this node; one of the peers
 * @param dataDir where everything durable of this node lives
 * @param http where HTTP is served
 * @param raft where this node listens for its peers; for a name that resolves differently outside,
 *     see {@code peers}
 * @param peers all members of a new cluster, or some of the one to join; this node included, with
 *     the addresses by which they reach one another
 * @param join the id of a cluster that exists and that this node is to join, canonical UUID text;
 *     {@link #JOIN_EXISTING} for the one that the peers belong to; null to form a new one. Without
 *     meaning once the directory belongs to a cluster
 * @param limits every bound
 * @param backup how this node saves backups by itself; null if it does not
 * @param skipEntry an entry of the log that fails on every member, and is to be skipped
 */
public record NodeConfig(
    NodeName name,
    Path dataDir,
    HostPort http,
    HostPort raft,
    SortedMap<NodeName, HostPort> peers,
    @Nullable String join,
    NodeLimits limits,
    @Nullable BackupSchedule backup,
    Optional<LogPosition> skipEntry) {

  /** Joins the cluster that the peers belong to. */
  public static final String JOIN_EXISTING = "existing";

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

  /** A node that saves no backups by itself, and skips nothing. */
  public NodeConfig(
      NodeName name,
      Path dataDir,
      HostPort http,
      HostPort raft,
      SortedMap<NodeName, HostPort> peers,
      @Nullable String join,
      NodeLimits limits) {
    this(name, dataDir, http, raft, peers, join, limits, null, Optional.empty());
  }

  /**
   * Where others reach {@link #http}: on the host by which they reach this node, if it serves on
   * all of its addresses.
   */
  public HostPort httpAddress() {
    HostPort self = peers.get(name);
    return http.isWildcard() && self != null ? new HostPort(self.host(), http.port()) : http;
  }

  /** This member, told to skip an entry. */
  public NodeConfig withSkipEntry(LogPosition position) {
    return new NodeConfig(
        name, dataDir, http, raft, peers, join, limits, backup, Optional.of(position));
  }
}
