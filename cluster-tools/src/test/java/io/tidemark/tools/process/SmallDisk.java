package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file system of its own under a directory that a node uses, with what was in it. Needs root and
 * Linux. Closing it puts the directory back with what is in it then.
 */
final class SmallDisk implements AutoCloseable {
  private static final long COMMAND_SECONDS_MAX = 30;
  private static final int BLOCK_BYTES = 4_096;

  private final Path directory;
  private final Path image;

  private SmallDisk(Path directory) {
    this.directory = directory;
    this.image = beside(".image");
  }

  /** Whether file systems can be mounted here. */
  static boolean isPossible() {
    return "root".equals(System.getProperty("user.name"))
        && Files.isWritable(Path.of("/dev/loop-control"));
  }

  /** In memory. */
  static SmallDisk inMemory(Path directory, int mebibytes) {
    SmallDisk disk = new SmallDisk(directory);
    disk.mount("-t", "tmpfs", "-o", "size=%dm".formatted(mebibytes), "tmpfs");
    return disk;
  }

  /** An ext4 that turns read-only at the first error, as most are set up. */
  static SmallDisk ext4(Path directory, int mebibytes) {
    SmallDisk disk = new SmallDisk(directory);
    run("truncate", "-s", mebibytes + "m", disk.image.toString());
    run("mkfs.ext4", "-q", "-F", disk.image.toString());
    disk.mount("-o", "loop,errors=remount-ro", disk.image.toString());
    return disk;
  }

  private void mount(String... arguments) {
    Path kept = beside(".kept");
    run("mv", directory.toString(), kept.toString());
    run("mkdir", directory.toString());
    command("mount", arguments, directory.toString());
    run("cp", "-a", kept + "/.", directory.toString());
    // As the node had it: forced. What was not is gone after a failure.
    run("sync", "-f", directory.toString());
    RealNode.removeTree(kept);
  }

  /** Takes all space but so much. */
  void fillUpTo(long leftBytes) {
    Path ballast = ballast();
    try (FileChannel channel =
        FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
      while (Files.getFileStore(directory).getUsableSpace() > leftBytes) {
        channel.write(block.rewind());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the space back. */
  void free() {
    run("rm", ballast().toString());
  }

  /** What the kernel does when a disk fails it: from now on nothing is written. */
  void fail() {
    String device =
        Path.of(run("findmnt", "-n", "-o", "SOURCE", directory.toString()))
            .getFileName()
            .toString();
    try {
      Files.writeString(Path.of("/sys/fs/ext4", device, "trigger_fs_error"), "test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an operator does after a failure. */
  void repair() {
    run("umount", directory.toString());
    // 1: errors were corrected.
    run(List.of("e2fsck", "-f", "-y", image.toString()), List.of(0, 1));
    command(
        "mount",
        new String[] {"-o", "loop,errors=remount-ro", image.toString()},
        directory.toString());
  }

  @Override
  public void close() {
    Path kept = beside(".kept");
    run("cp", "-a", directory.toString(), kept.toString());
    // Lazily: where a test fails, the node may still run.
    run("umount", "-l", directory.toString());
    run("rmdir", directory.toString());
    run("mv", kept.toString(), directory.toString());
    run("rm", "-f", image.toString());
  }

  private Path ballast() {
    return directory.resolve("ballast");
  }

  private Path beside(String suffix) {
    return directory.resolveSibling(directory.getFileName() + suffix);
  }

  private static void command(String name, String[] arguments, String last) {
    List<String> words = new ArrayList<>(List.of(name));
    words.addAll(List.of(arguments));
    words.add(last);
    run(words, List.of(0));
  }

  private static String run(String... words) {
    return run(List.of(words), List.of(0));
  }

  private static String run(List<String> words, List<Integer> expected) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(true, process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS), words + " hangs");
      assertEquals(true, expected.contains(process.exitValue()), () -> words + ": " + output);
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
