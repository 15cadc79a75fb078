package io.tidemark.node.service;

import io.tidemark.snapshot.SnapshotSummary;
import java.io.InputStream;

/** Copies of the whole replicated state. */
public interface Backups {

  /**
   * A copy with all that was acknowledged before the call, to be kept outside of the cluster.
   * Blocks while the copy is made: call it from a virtual thread.
   */
  Answer<Backup> backup();

  /**
   * A finished copy, in the format of snapshot files.
   *
   * @param content all of the file; its disk space is free again when it is closed, which may
   *     happen more than once
   */
  record Backup(SnapshotSummary summary, InputStream content) {

    /** A name that tells copies of clusters and moments apart. */
    public String name() {
      return "tidemark-%s-%d.snapshot".formatted(summary.clusterId(), summary.applied().index());
    }
  }
}
