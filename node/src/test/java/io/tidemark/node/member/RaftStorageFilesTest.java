package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.replica.RaftSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftStorageFilesTest {

  private static final String ID = "0198a1b2-0000-4000-8000-000000000001";

  @TempDir Path root;

  @Test
  void storageIsThereOnlyOnceItWasFormattedWhole() throws IOException {
    Path raft = root.resolve("raft");
    RaftStorageFiles files = new RaftStorageFiles(raft, root.resolve("replica"), ID);
    assertFalse(files.exists());

    // Killed in the middle: the directory is there, its meta file is not or is empty.
    Path current = raft.resolve(ID).resolve("current");
    Files.createDirectories(current);
    assertFalse(files.exists());
    Files.createFile(current.resolve("raft-meta"));
    Files.writeString(current.resolve("left-over"), "half");
    assertFalse(files.exists());

    files.format(RaftSettings.of(raft).toProperties());
    assertTrue(files.exists());
    assertFalse(Files.exists(current.resolve("left-over")));
    assertEquals(-1, files.lastIndex(files.readLog()));
  }

  @Test
  void theLastIndexIsThatOfTheLogOrOfTheNewestSnapshot() throws Exception {
    try (LocalCluster cluster = new LocalCluster(root, 1)) {
      cluster.startAll();
      LocalNode node = cluster.node(1);
      for (int i = 0; i < 5; i++) {
        node.submit(new Command.ReportClock()).get();
      }
      long last = node.member().raftState().lastIndex();
      String id = node.member().clusterId();
      node.close();
      Path data = node.config.dataDir();
      RaftStorageFiles files =
          new RaftStorageFiles(data.resolve("raft"), data.resolve("replica"), id);
      assertEquals(last, files.lastIndex(files.readLog()));
      Files.createFile(data.resolve("replica").resolve("snapshots").resolve("snapshot.7_900"));
      assertEquals(900, files.lastIndex(files.readLog()));
    }
  }
}
