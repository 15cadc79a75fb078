package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a replica finds on disk with what it knows to have written. Ratis itself takes a
 * missing snapshot for "begin at zero" and a wiped directory for a new member; a replica that had
 * acknowledged entries must not vote without them.
 */
final class StartCheck {

  private final RaftFiles raft;
  private final LogPosition snapshot;

  /**
   * @param snapshot the newest snapshot, verified; {@link LogPosition#NOTHING} if there is none
   */
  StartCheck(RaftFiles raft, LogPosition snapshot) {
    this.raft = raft;
    this.snapshot = snapshot;
  }

  /**
   * Accepts the start or throws.
   *
   * @param witness null if the replica has never run
   * @throws IOException naming what is missing and the way out
   */
  void require(@Nullable Witness witness, String clusterId) throws IOException {
    requireLogReachesSnapshot();
    if (witness == null) {
      requireNothingOnDisk();
      return;
    }
    if (!witness.clusterId().equals(clusterId)) {
      throw new IOException(
          "the directory belongs to cluster %s, this node was started for cluster %s; give it the"
                  .formatted(witness.clusterId(), clusterId)
              + " directory of that cluster, or an empty one");
    }
    requireSnapshot(witness);
    requireApplied(witness);
    requireConfiguration(witness);
  }

  private void requireLogReachesSnapshot() throws IOException {
    OptionalLong first = raft.firstIndex();
    if (first.isPresent() && first.getAsLong() > snapshot.index() + 1) {
      throw lost(
          "the log begins at index %d, but %s"
              .formatted(
                  first.getAsLong(),
                  snapshot.index() < 0
                      ? "there is no snapshot of what came before"
                      : "the newest snapshot ends at " + snapshot.index()));
    }
  }

  private void requireNothingOnDisk() throws IOException {
    if (raft.firstIndex().isPresent() || snapshot.index() >= 0) {
      throw lost("there is a log or a snapshot, but the witness file is gone");
    }
  }

  private void requireSnapshot(Witness witness) throws IOException {
    if (snapshot.index() < witness.snapshot().index()) {
      throw lost(
          "a snapshot up to index %d was taken or installed, but the newest one found ends at %d"
              .formatted(witness.snapshot().index(), snapshot.index()));
    }
  }

  private void requireApplied(Witness witness) throws IOException {
    LogPosition applied = witness.applied();
    if (raft.term() < applied.term()) {
      throw lost(
          "raft-meta is at term %d, but an entry of term %d was applied"
              .formatted(raft.term(), applied.term()));
    }
    if (applied.index() > snapshot.index() && !applied.equals(raft.entryAt(applied.index()))) {
      throw lost(
          "entry %d of term %d was applied, but the log does not hold it"
              .formatted(applied.index(), applied.term()));
    }
  }

  private void requireConfiguration(Witness witness) throws IOException {
    StoredConfiguration applied = witness.configuration();
    if (applied.index() < 0) {
      return;
    }
    StoredConfiguration stored = raft.configuration();
    if (stored.index() < applied.index()) {
      throw lost(
          "the configuration of index %d was applied, but raft-meta.conf %s"
              .formatted(
                  applied.index(),
                  stored.index() < 0 ? "is gone" : "holds that of index " + stored.index()));
    }
    if (stored.contradicts(applied)) {
      throw lost(
          "raft-meta.conf is damaged: it does not hold the members of the configuration of index "
              + applied.index());
    }
  }

  private static IOException lost(String what) {
    return new IOException(
        what
            + "; this replica has lost something it had acknowledged and must not vote: restore its"
            + " files as they were, or remove it from the cluster and let it join anew with an"
            + " empty directory");
  }
}
