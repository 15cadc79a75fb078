package io.tidemark.node.member;

import io.tidemark.node.identity.DurableFile;
import io.tidemark.replica.DamagedLogException;
import io.tidemark.replica.StoredLog;
import io.tidemark.replica.StoredTerm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.StorageImplUtils;

/**
 * Ratis' storage while Ratis does not run. Ratis formats an empty directory on recovery without a
 * word; so it is only ever started on one that exists, and formatting is a step of its own.
 */
final class RaftStorageFiles {

  private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.\\d{1,18}_(\\d{1,18})");

  private final Path raft;
  private final Path replica;
  private final String clusterId;

  /**
   * @param raft Ratis' storage directory
   * @param replica where snapshots are
   */
  RaftStorageFiles(Path raft, Path replica, String clusterId) {
    this.raft = raft;
    this.replica = replica;
    this.clusterId = clusterId;
  }

  /**
   * Makes empty storage, durably, in place of what an interrupted attempt left. Only for a node
   * that has never run Raft.
   *
   * @param properties name the storage directory
   */
  void format(RaftProperties properties) throws IOException {
    deleteTree(raft);
    Files.createDirectories(raft);
    StorageImplUtils.initRaftStorage(clusterId, StartupOption.FORMAT, properties).close();
    // Ratis forces the file, but none of the names.
    try (FileChannel meta = FileChannel.open(meta(), StandardOpenOption.WRITE)) {
      meta.force(true);
    }
    for (Path directory : List.of(current(), raft.resolve(clusterId), raft)) {
      DurableFile.forceDirectory(directory);
    }
  }

  /**
   * Forgets the log and the snapshots, and makes empty storage. Only for a node that no
   * configuration has taken in since.
   *
   * @param properties name the storage directory
   */
  void startOver(RaftProperties properties) throws IOException {
    deleteTree(replica);
    format(properties);
  }

  /** Where the newest snapshot ends; -1 if there is none. */
  long snapshotIndex() throws IOException {
    return lastSnapshotIndex();
  }

  /** Whether the storage of this cluster is there. */
  boolean exists() throws IOException {
    return Files.isRegularFile(meta()) && Files.size(meta()) > 0;
  }

  /**
   * Reads and checks what a member must not have lost: every entry of the log, and that {@code
   * raft-meta} is not older than they are. Changes nothing.
   *
   * @throws DamagedLogException if anything is damaged or missing
   */
  StoredLog readLog() throws IOException {
    StoredLog log = StoredLog.read(current(), lastSnapshotIndex());
    StoredTerm.require(meta(), log.last().term());
    return log;
  }

  /** The last index that the log or a snapshot has; -1 if they are empty. */
  long lastIndex(StoredLog log) throws IOException {
    return Math.max(log.last().index(), lastSnapshotIndex());
  }

  private long lastSnapshotIndex() throws IOException {
    long last = -1;
    for (Path file : list(replica.resolve("snapshots"))) {
      Matcher matcher = SNAPSHOT.matcher(file.getFileName().toString());
      if (matcher.matches()) {
        last = Math.max(last, Long.parseLong(matcher.group(1)));
      }
    }
    return last;
  }

  private Path current() {
    return raft.resolve(clusterId).resolve("current");
  }

  private Path meta() {
    return current().resolve("raft-meta");
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> childrenFirst;
    try (Stream<Path> paths = Files.walk(root)) {
      childrenFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : childrenFirst) {
      Files.delete(path);
    }
  }
}
