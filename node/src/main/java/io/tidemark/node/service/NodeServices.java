package io.tidemark.node.service;

import io.tidemark.core.NodeName;

/** All that a node offers to its callers. */
public interface NodeServices
    extends IdIssuing,
        Namespaces,
        ClusterObservation,
        ClusterOperations,
        ClusterMembership,
        Backups,
        Decoding {

  /** This node's name. */
  NodeName self();
}
