package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import io.tidemark.snapshot.SnapshotFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots on disk, and their way in.
 *
 * <ol>
 *   <li>A file named {@code snapshot.TERM_INDEX} was whole, verified and durable before it got the
 *       name.
 *   <li>While Ratis puts an installed snapshot in place, nothing else touches the directory.
 *   <li>What Ratis is told of as the latest snapshot only moves forward.
 * </ol>
 *
 * <p>Ratis' {@code SimpleStateMachineStorage} is not used: it answers a directory that it can't
 * read with "no snapshot". No MD5 files are kept: Ratis computes that digest while it sends, the
 * receiver compares it, and the file has a checksum of its own.
 *
 * <p>Safe for use by many threads.
 */
final class SnapshotStorage implements StateMachineStorage {

  /** How many snapshots stay; a leader may still be sending the one before the newest. */
  static final int SNAPSHOTS_KEPT = 2;

  private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d{1,18})_(\\d{1,18})");

  /** What Ratis appends to the directory that it moves out of the way. */
  private static final String MOVED_AWAY = ".tmp";

  private final ReplicaDirectory directory;
  private volatile @Nullable SingleFileSnapshotInfo latest;
  private boolean installing;

  SnapshotStorage(ReplicaDirectory directory) {
    this.directory = directory;
  }

  /** Clears up after an interrupted run and finds the newest snapshot, verified. */
  synchronized void open() throws IOException {
    undoHalfInstall();
    Files.createDirectories(directory.snapshots());
    DurableFiles.deleteTree(directory.incoming());
    Files.createDirectories(directory.incoming());
    DurableFiles.deleteTree(directory.outgoing());
    Files.createDirectories(directory.outgoing());
    loadLatest();
  }

  /** The newest snapshot; {@link LogPosition#NOTHING} if there is none. */
  LogPosition position() {
    SingleFileSnapshotInfo snapshot = latest;
    return snapshot == null
        ? LogPosition.NOTHING
        : new LogPosition(snapshot.getTerm(), snapshot.getIndex());
  }

  /** The newest snapshot's file, or null. */
  @Nullable Path latestFile() {
    SingleFileSnapshotInfo snapshot = latest;
    return snapshot == null ? null : snapshot.getFile().getPath();
  }

  /**
   * Gives a written file its name, if it is newer than what there is and no snapshot is being
   * installed.
   *
   * @param file verified; taken away in any case
   * @return whether it was published
   */
  synchronized boolean publish(Path file, LogPosition position) throws IOException {
    if (installing || position.index() <= position().index()) {
      Files.delete(file);
      return false;
    }
    DurableFiles.force(file);
    Path target = directory.snapshots().resolve(nameOf(position));
    DurableFiles.move(file, target);
    latest = describe(target);
    deleteOld();
    return true;
  }

  /**
   * Prepares for Ratis to put the received directory in place: what has arrived must be whole, and
   * durable before its name is.
   *
   * @param loading whether the last one is still being loaded for all that Ratis knows
   * @throws RuntimeException if it is not, or the last one is still being loaded; then nothing has
   *     changed, what was received is gone, and the leader sends another
   */
  void beginInstall(boolean loading) {
    if (!startInstall(loading)) {
      refuse();
    }
    boolean accepted = false;
    try {
      acceptReceived();
      accepted = true;
    } catch (IOException e) {
      throw new UncheckedIOException("the received snapshot can't be made durable", e);
    } finally {
      if (!accepted) {
        finishInstall();
      }
    }
  }

  private synchronized boolean startInstall(boolean loading) {
    if (installing || loading) {
      return false;
    }
    installing = true;
    return true;
  }

  private void refuse() {
    try {
      deleteReceived();
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot that came too early can't be deleted", e);
    }
    throw new IllegalStateException("the last installed snapshot is still being loaded");
  }

  /**
   * Deletes what was received, in whole or in part. A leader sends again and again: without this,
   * each time would take more of the disk. Not to be called while an installation begins.
   */
  void deleteReceived() throws IOException {
    for (Path received : DurableFiles.list(directory.incoming())) {
      DurableFiles.deleteTree(received);
    }
  }

  /** The renamed directory is in place: makes that durable and finds its snapshot, verified. */
  synchronized void endInstall() throws IOException {
    DurableFiles.forceDirectory(directory.root());
    loadLatest();
  }

  /** The snapshot is loaded, or was not put in its place after all: another may come. */
  synchronized void finishInstall() {
    installing = false;
  }

  /** Leaves what Ratis is about to rename, and nothing else. */
  private void acceptReceived() throws IOException {
    for (Path received : DurableFiles.list(directory.incoming())) {
      boolean accepted = false;
      try {
        accepted = accept(received);
      } finally {
        if (!accepted) {
          DurableFiles.deleteTree(received);
        }
      }
    }
  }

  private static boolean accept(Path received) throws IOException {
    for (Path file : snapshotsIn(received)) {
      // Ratis writes the MD5 file when the last chunk has come: without it, this is a leftover.
      if (Files.exists(received.resolve(file.getFileName() + ".md5"))) {
        SnapshotFile.verify(file);
        DurableFiles.forceWithFiles(received);
        return true;
      }
    }
    return false;
  }

  /** A crash between the two renames of an installation leaves no directory of snapshots. */
  private void undoHalfInstall() throws IOException {
    String movedAway = directory.snapshots().getFileName() + MOVED_AWAY;
    List<Path> old =
        DurableFiles.list(directory.root()).stream()
            .filter(path -> path.getFileName().toString().startsWith(movedAway))
            .toList();
    if (!old.isEmpty() && !Files.exists(directory.snapshots())) {
      DurableFiles.move(old.getLast(), directory.snapshots());
    }
    for (Path leftover : old) {
      DurableFiles.deleteTree(leftover);
    }
  }

  private void loadLatest() throws IOException {
    List<Path> all = snapshotsIn(directory.snapshots());
    if (all.isEmpty()) {
      latest = null;
      return;
    }
    SnapshotFile.verify(all.getLast());
    latest = describe(all.getLast());
  }

  private void deleteOld() throws IOException {
    List<Path> all = snapshotsIn(directory.snapshots());
    for (Path old : all.subList(0, Math.max(0, all.size() - SNAPSHOTS_KEPT))) {
      Files.deleteIfExists(old);
    }
  }

  /** Oldest first. */
  private static List<Path> snapshotsIn(Path home) throws IOException {
    return DurableFiles.list(home).stream()
        .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
        .sorted(Comparator.comparingLong(path -> positionOf(path).index()))
        .toList();
  }

  static String nameOf(LogPosition position) {
    return "snapshot.%d_%d".formatted(position.term(), position.index());
  }

  private static LogPosition positionOf(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the name of a snapshot: " + file);
    }
    return new LogPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  private static SingleFileSnapshotInfo describe(Path file) {
    LogPosition position = positionOf(file);
    return new SingleFileSnapshotInfo(
        new FileInfo(file, null), TermIndex.valueOf(position.term(), position.index()));
  }

  // What Ratis asks.

  @Override
  public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
    return latest;
  }

  @Override
  public File getSnapshotDir() {
    return directory.snapshots().toFile();
  }

  @Override
  public File getTmpDir() {
    return directory.incoming().toFile();
  }

  /** Does nothing: the replica opens it, after Ratis has opened its own storage. */
  @Override
  public void init(RaftStorage raftStorage) {}

  /** Does nothing: Ratis never calls it. */
  @Override
  public void format() {}

  /** Does nothing: old snapshots go when a new one is published, not on the thread that applies. */
  @Override
  public void cleanupOldSnapshots(SnapshotRetentionPolicy snapshotRetentionPolicy) {}
}
