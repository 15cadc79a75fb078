package io.tidemark.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a replica keeps its files, apart from Ratis' own directory. They share a file system, as
 * they are renamed into each other.
 *
 * @param root absolute
 */
record ReplicaDirectory(Path root) {

  ReplicaDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** Finished snapshots. Ratis renames the whole directory away when it installs one. */
  Path snapshots() {
    return root.resolve("snapshots");
  }

  /** Where Ratis collects the chunks of a snapshot that the leader sends. */
  Path incoming() {
    return root.resolve("incoming");
  }

  /** Where a snapshot is written before it is verified. */
  Path outgoing() {
    return root.resolve("outgoing");
  }

  /** The live stores: a cache, thrown away at every start. */
  Path live() {
    return root.resolve("live");
  }

  Path witness() {
    return root.resolve("witness");
  }

  /** Entries that could not be applied, or are skipped. */
  Path skips() {
    return root.resolve("skips");
  }

  void create() throws IOException {
    Files.createDirectories(root);
  }
}
