package io.tidemark.snapshot;

import io.tidemark.core.ClusterRecord;

/**
 * What a whole and checked snapshot file tells of itself.
 *
 * @param cluster the record of its cluster
 */
public record SnapshotContent(SnapshotSummary summary, ClusterRecord cluster) {}
