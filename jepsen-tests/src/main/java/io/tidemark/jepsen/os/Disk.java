package io.tidemark.jepsen.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file system in memory, which can be filled. Needs root and Linux. */
public final class Disk {
  private static final int[] BLOCK_BYTES = {1 << 20, 4_096};

  private final Path directory;

  private Disk(Path directory) {
    this.directory = directory;
  }

  /** Mounts one at a directory, which is made. */
  public static Disk mount(Path directory, int mebibytes) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=%dm".formatted(mebibytes),
        "tmpfs",
        directory.toString());
    return new Disk(directory);
  }

  /** Takes all space but so much. */
  public void fillUpTo(long leftBytes) {
    try (FileChannel channel =
        FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int blockBytes : BLOCK_BYTES) {
        ByteBuffer block = ByteBuffer.allocate(blockBytes);
        while (Files.getFileStore(directory).getUsableSpace() >= leftBytes + blockBytes) {
          channel.write(block.rewind());
        }
      }
    } catch (IOException e) {
      // A node that writes as well may have taken the last block.
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Gives the space back. */
  public void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the file system away, with all that is on it. */
  public void unmount() {
    Shell.run("umount", "-l", directory.toString());
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }
}
