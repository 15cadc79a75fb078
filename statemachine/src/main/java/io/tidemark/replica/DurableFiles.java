package io.tidemark.replica;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * File changes that survive a power cut once the method has returned. A rename is durable only when
 * the directory is forced, too.
 */
final class DurableFiles {

  private DurableFiles() {}

  /** Port: makes a file's content, or the names in a directory, durable. */
  @FunctionalInterface
  interface Force {
    void force(Path path) throws IOException;
  }

  /** Replaces a file's content: a reader sees the old one or the new one, whole. */
  static void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    move(temporary, file);
  }

  /** Renames within a file system, in place of an older file. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(parentOf(to));
    if (!parentOf(from).equals(parentOf(to))) {
      forceDirectory(parentOf(from));
    }
  }

  /** Forces what was written to a file. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.force(true);
    }
  }

  /** Forces the name of a file, or that it is gone. */
  static void forceParent(Path file) throws IOException {
    forceDirectory(parentOf(file));
  }

  /** Forces the names in a directory. */
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  /** Forces the files of a directory and the directory itself. */
  static void forceWithFiles(Path directory) throws IOException {
    for (Path file : list(directory)) {
      force(file);
    }
    forceDirectory(directory);
  }

  /** The entries of a directory, sorted by name; none if it does not exist. */
  static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  /** Deletes a file, or a directory with all that it holds; does nothing if it does not exist. */
  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> childrenFirst;
    try (Stream<Path> entries = Files.walk(root)) {
      childrenFirst = entries.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : childrenFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static Path parentOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root has no parent");
  }
}
