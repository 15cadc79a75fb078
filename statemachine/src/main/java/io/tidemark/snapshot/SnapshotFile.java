package io.tidemark.snapshot;

import io.tidemark.core.Store;
import io.tidemark.core.View;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The replicated state as one file. The same state gives the same bytes.
 *
 * <ol>
 *   <li>A file under its final name is whole: it was synced before it was renamed, and the
 *       directory after.
 *   <li>Nothing of a file is believed before its checksum was compared.
 *   <li>A store that was only half loaded has no record of a cluster, and so can't be used.
 * </ol>
 */
public final class SnapshotFile {

  private SnapshotFile() {}

  /**
   * Writes the view's state, in place of an older file of this name, and makes it durable.
   *
   * @throws UncheckedIOException if the disk refuses; then no file of this name is new
   */
  public static SnapshotSummary write(View view, Path file) {
    Path absolute = file.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
    try {
      SnapshotSummary summary = SnapshotOutput.write(view, temporary);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
      syncDirectoryOf(absolute);
      return summary;
    } catch (IOException e) {
      throw new UncheckedIOException("snapshot %s can't be written".formatted(absolute), e);
    }
  }

  /**
   * Reads the whole file and checks all of it.
   *
   * @throws BrokenSnapshotException if it can't be believed
   * @throws UncheckedIOException if the disk fails
   */
  public static SnapshotSummary verify(Path file) {
    return inspect(file).summary();
  }

  /**
   * Reads the whole file, checks all of it, and tells what it is of.
   *
   * @throws BrokenSnapshotException if it can't be believed
   * @throws UncheckedIOException if the disk fails
   */
  public static SnapshotContent inspect(Path file) {
    return read(file, Section::put);
  }

  /**
   * Which cluster's snapshot a file claims to be; nothing else of it is read or checked.
   *
   * @return empty for a file that does not begin as a snapshot of a known version
   */
  public static Optional<String> claimedCluster(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return SnapshotHeader.skipMagic(in) && in.readInt() == SnapshotHeader.VERSION
          ? Optional.of(SnapshotHeader.readAfterVersion(in).clusterId())
          : Optional.empty();
    } catch (EOFException | UTFDataFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Fills an empty store from the file, in transactions of bounded size, the cluster's record last.
   *
   * @throws IllegalArgumentException if the store is not empty
   * @throws BrokenSnapshotException if the file can't be believed; if that shows only while it is
   *     loaded, the store holds rows but no cluster
   * @throws UncheckedIOException if the disk fails
   */
  public static SnapshotSummary load(Path file, Store emptyStore) {
    SnapshotLoad load = new SnapshotLoad(emptyStore);
    load.requireEmpty();
    SnapshotContent content = read(file, load);
    load.finish(content.cluster());
    return content.summary();
  }

  private static SnapshotContent read(Path file, SnapshotInput.Rows rows) {
    try {
      SnapshotInput.requireIntact(file);
      return SnapshotInput.read(file, rows);
    } catch (NoSuchFileException e) {
      throw BrokenSnapshotException.of(file, "is missing", e);
    } catch (IOException e) {
      throw new UncheckedIOException("snapshot %s can't be read".formatted(file), e);
    }
  }

  private static void syncDirectoryOf(Path file) throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      throw new IllegalArgumentException(file + " has no directory");
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
