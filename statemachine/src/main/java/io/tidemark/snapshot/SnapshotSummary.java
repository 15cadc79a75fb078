package io.tidemark.snapshot;

import io.tidemark.core.LogPosition;

/**
 * What a whole and checked snapshot file holds.
 *
 * @param clusterId the cluster that it belongs to
 * @param epoch the cluster's life number
 * @param applied the last place in the log that it includes
 * @param rows rows of all tables, without the cluster's record
 * @param sizeBytes size of the file
 * @param checksum SHA-256 over the file before its trailer, as lower-case hex
 */
public record SnapshotSummary(
    String clusterId,
    long epoch,
    LogPosition applied,
    long rows,
    long sizeBytes,
    String checksum) {}
