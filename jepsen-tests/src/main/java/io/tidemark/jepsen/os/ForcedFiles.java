package io.tidemark.jepsen.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What of a process' files was forced to disk, by a library that stands in front of {@code fsync}
 * and {@code fdatasync}; and a power cut, which leaves just that. A name is left only if its
 * directory was forced after it was given, and content as it was when it was last forced: disks may
 * keep more, but need not.
 */
public final class ForcedFiles {
  private static final String SOURCE = "forced.c";

  private final Path library;
  private final Path records;

  private ForcedFiles(Path library, Path records) {
    this.library = library;
    this.records = records;
  }

  /**
   * Compiles the library.
   *
   * @param library where it is put
   * @throws IllegalStateException if there is no C compiler
   */
  public static void compile(Path library) throws IOException {
    Path source = library.resolveSibling(SOURCE);
    try (InputStream in = ForcedFiles.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IllegalStateException(SOURCE + " is not in the program");
      }
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Shell.run("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl");
  }

  /**
   * What one process forces.
   *
   * @param library that was compiled
   * @param records a directory for what is left after a power cut, which is made
   */
  public static ForcedFiles of(Path library, Path records) {
    try {
      Files.createDirectories(records);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ForcedFiles(library, records);
  }

  /** To be loaded in front of libc. */
  public Path library() {
    return library;
  }

  /** What else a process needs so that what it forces is known. */
  public Map<String, String> variables() {
    return Map.of("FORCED_DIR", records.toString());
  }

  /** Leaves of a directory what was forced; nobody writes to it meanwhile. */
  public void cutPower(Path directory) {
    try {
      Path left = directory.resolveSibling(directory.getFileName() + "-left");
      Files.createDirectory(left);
      leave(id(directory), left);
      Shell.run("find", directory.toString(), "-mindepth", "1", "-delete");
      try (Stream<Path> names = Files.list(left)) {
        for (Path name : names.toList()) {
          Files.move(name, directory.resolve(name.getFileName()));
        }
      }
      Files.delete(left);
      assumeForced(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void leave(String id, Path into) throws IOException {
    for (String line : lines(id)) {
      String[] words = line.split(" ", 3);
      Path name = into.resolve(words[2]);
      if (words[0].equals("d")) {
        Files.createDirectory(name);
        leave(words[1], name);
      } else {
        try {
          Files.copy(records.resolve(words[1]), name);
        } catch (NoSuchFileException e) {
          Files.createFile(name); // It had its name, and no content yet.
        }
      }
    }
  }

  private List<String> lines(String id) throws IOException {
    Path record = records.resolve(id);
    return Files.exists(record) ? Files.readAllLines(record) : List.of();
  }

  /** All that is in a directory now is on disk, whoever put it there. */
  public void assumeForced(Path directory) {
    try {
      List<String> lines = new ArrayList<>();
      try (Stream<Path> names = Files.list(directory)) {
        for (Path name : names.toList()) {
          boolean isDirectory = Files.isDirectory(name);
          lines.add("%s %s %s".formatted(isDirectory ? "d" : "f", id(name), name.getFileName()));
          if (isDirectory) {
            assumeForced(name);
          } else {
            Files.copy(name, records.resolve(id(name)), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
      Files.write(records.resolve(id(directory)), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String id(Path file) throws IOException {
    FileTime birth = Files.readAttributes(file, BasicFileAttributes.class).creationTime();
    Instant born = birth.toInstant();
    return "%s.%d.%d"
        .formatted(Files.getAttribute(file, "unix:ino"), born.getEpochSecond(), born.getNano());
  }
}
