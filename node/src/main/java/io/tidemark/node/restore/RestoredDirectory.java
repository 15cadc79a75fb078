package io.tidemark.node.restore;

import io.tidemark.core.NodeName;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import io.tidemark.node.identity.StartRefusedException;
import io.tidemark.node.identity.StartRefusedException.Kind;
import io.tidemark.replica.RestoredReplica;
import io.tidemark.snapshot.SnapshotSummary;
import io.tidemark.store.LmdbStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes the data directory of one node of a restored cluster. */
public final class RestoredDirectory {

  private RestoredDirectory() {}

  /**
   * Writes the directory. The identity comes last: a directory in which this was interrupted is
   * refused by every start.
   *
   * @param file the backup
   * @param directory does not exist, or is empty
   * @return the new state, which is the same on every node
   * @throws StartRefusedException if the directory is not empty, or is in use
   * @throws IOException if the disk fails
   */
  public static SnapshotSummary write(Path file, RestorePlan plan, Path directory, NodeName node)
      throws StartRefusedException, IOException {
    requireEmpty(directory);
    try (DataDirectory home = DataDirectory.open(directory, node)) {
      SnapshotSummary state =
          RestoredReplica.write(
              file,
              plan.backup().summary().checksum(),
              plan.restoration(),
              home.replica(),
              store ->
                  LmdbStore.openEmpty(
                      store, LmdbStore.mapBytesFor(plan.backup().cluster().rowsMax())));
      home.record(Identity.restored(plan.clusterId(), node, plan.peers()));
      return state;
    }
  }

  private static void requireEmpty(Path directory) throws StartRefusedException, IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new StartRefusedException(
            Kind.CONFLICT,
            "data directory %s is not empty; a restore makes a new one: move this one away"
                .formatted(directory));
      }
    }
  }
}
