package io.tidemark.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import io.tidemark.core.ReplicatedState;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRetentionTest {

  private static final String CLUSTER = "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  private static final String OTHER = "5e1d206f-9e8c-4f3b-8d40-123456789abc";

  @TempDir Path directory;

  private static void write(String clusterId, Path file) {
    try (MemoryStore store = new MemoryStore()) {
      store.writeOnly(tables -> ReplicatedState.begin(tables, clusterId));
      store.read(view -> SnapshotFile.write(view, file));
    }
  }

  @Test
  void the_oldest_own_backups_go_and_nothing_else() throws IOException {
    BackupRetention own = new BackupRetention(directory, CLUSTER, new NodeName("n1"));
    for (int index : new int[] {7, 30, 200, 1_000}) {
      write(CLUSTER, own.file(index));
    }
    // Another node's, another cluster's, one whose content is another cluster's, and no backup.
    List<Path> strangers =
        List.of(
            new BackupRetention(directory, CLUSTER, new NodeName("n2")).file(1),
            new BackupRetention(directory, OTHER, new NodeName("n1")).file(1),
            own.file(2),
            own.file(3));
    write(CLUSTER, strangers.get(0));
    write(OTHER, strangers.get(1));
    write(OTHER, strangers.get(2));
    Files.writeString(strangers.get(3), "notes of an operator");

    assertEquals(Optional.of(own.file(1_000)), own.newest());
    own.keep(2);

    assertTrue(Files.exists(own.file(200)) && Files.exists(own.file(1_000)), "the newest stay");
    for (Path stranger : strangers) {
      assertTrue(Files.exists(stranger), stranger::toString);
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(6, left.count());
    }
  }
}
