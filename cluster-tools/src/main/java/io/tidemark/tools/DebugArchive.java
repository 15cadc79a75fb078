package io.tidemark.tools;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A compressed tar that is being written, all of it below one directory. */
final class DebugArchive implements AutoCloseable {
  private static final String ROOT = "tidemark-debug/";
  private static final int MODE = 0100600;

  private final TarArchiveOutputStream tar;
  private final Instant now;

  private DebugArchive(TarArchiveOutputStream tar, Instant now) {
    this.tar = tar;
    this.now = now;
  }

  /**
   * Begins a file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  static DebugArchive create(Path file, InstantSource clock) throws IOException {
    return new DebugArchive(
        new TarArchiveOutputStream(
            new GZIPOutputStream(
                new BufferedOutputStream(
                    Files.newOutputStream(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))),
            StandardCharsets.UTF_8.name()),
        clock.instant());
  }

  void add(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(ROOT + name);
    entry.setSize(bytes.length);
    entry.setMode(MODE);
    entry.setLastModifiedTime(FileTime.from(now));
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
