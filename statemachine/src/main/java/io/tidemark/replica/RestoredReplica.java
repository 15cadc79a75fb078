package io.tidemark.replica;

import io.tidemark.core.Restoration;
import io.tidemark.core.Store;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a replica that begins with the state of a backup: one snapshot, where the log
 * begins, and a witness that tells of it. Raft's own storage is made as for a new cluster.
 */
public final class RestoredReplica {

  private RestoredReplica() {}

  /**
   * Writes the files, durably. The same backup and restoration give the same snapshot.
   *
   * @param backup the file
   * @param checksum of the backup that the restoration was made for
   * @param directory the replica's own; holds nothing
   * @param stores where the state is changed; what it opened is deleted again
   * @throws io.tidemark.snapshot.BrokenSnapshotException if the backup can't be believed
   * @throws IOException if the disk fails, or the backup is another one by now
   */
  public static SnapshotSummary write(
      Path backup, String checksum, Restoration restoration, Path directory, StoreFactory stores)
      throws IOException {
    ReplicaDirectory home = new ReplicaDirectory(directory);
    Files.createDirectories(home.snapshots());
    Files.createDirectories(home.live());
    Path file = home.snapshots().resolve(SnapshotStorage.nameOf(Restoration.BEGIN));
    try (Store store = stores.openEmpty(home.live())) {
      if (!SnapshotFile.load(backup, store).checksum().equals(checksum)) {
        throw new IOException("%s was changed while it was restored".formatted(backup));
      }
      store.writeOnly(restoration::applyTo);
      store.read(view -> SnapshotFile.write(view, file));
    }
    DurableFiles.deleteTree(home.live());
    SnapshotSummary written = SnapshotFile.verify(file);
    WitnessFile.open(home.witness())
        .begin(Witness.nothing(restoration.clusterId()).withSnapshot(Restoration.BEGIN));
    DurableFiles.forceDirectory(home.root());
    return written;
  }
}
