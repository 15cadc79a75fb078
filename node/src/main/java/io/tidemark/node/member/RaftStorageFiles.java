package io.tidemark.node.member;

import io.tidemark.node.identity.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.StorageImplUtils;
import org.apache.ratis.util.SizeInBytes;

/**
 * Ratis' storage while Ratis does not run. Ratis formats an empty directory on recovery without a
 * word; so it is only ever started on one that exists, and formatting is a step of its own.
 */
final class RaftStorageFiles {

  /** More than Ratis ever writes as one entry. */
  private static final SizeInBytes ENTRY_BYTES_MAX = SizeInBytes.valueOf("64MB");

  private static final String OPEN_SEGMENT = "log_inprogress_";
  private static final Pattern CLOSED_SEGMENT = Pattern.compile("log_\\d{1,18}-(\\d{1,18})");
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

  /** Whether the storage of this cluster is there. */
  boolean exists() throws IOException {
    return Files.isRegularFile(meta()) && Files.size(meta()) > 0;
  }

  /** The last index that the log or a snapshot has; -1 if they are empty. Changes nothing. */
  long lastIndex() throws IOException {
    return Math.max(lastLogIndex(), lastSnapshotIndex());
  }

  private long lastLogIndex() throws IOException {
    long last = -1;
    for (Path file : list(current())) {
      String name = file.getFileName().toString();
      Matcher closed = CLOSED_SEGMENT.matcher(name);
      if (closed.matches()) {
        last = Math.max(last, Long.parseLong(closed.group(1)));
      } else if (name.startsWith(OPEN_SEGMENT) && Files.size(file) > 0) {
        last = Math.max(last, lastIndexOf(file));
      }
    }
    return last;
  }

  /** Reads an open segment. A torn end is Ratis' business; what stands before it counts. */
  private static long lastIndexOf(Path file) throws IOException {
    LogSegmentPath segment = LogSegmentPath.matchLogSegment(file);
    if (segment == null) {
      return -1;
    }
    AtomicLong last = new AtomicLong(-1);
    LogSegment.readSegmentFile(
        file.toFile(),
        segment.getStartEnd(),
        ENTRY_BYTES_MAX,
        CorruptionPolicy.WARN_AND_RETURN,
        null,
        entry -> last.set(entry.getIndex()));
    return last.get();
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
