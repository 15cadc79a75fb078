package io.tidemark.node.identity;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One process at a time in a data directory. The lock dies with the process. */
final class DirectoryLock implements AutoCloseable {

  static final String NAME = "lock";

  private static final Pattern PID = Pattern.compile("\\d{1,10}");

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks the directory.
   *
   * @throws StartRefusedException if another process has it
   */
  static DirectoryLock acquire(Path directory) throws IOException, StartRefusedException {
    Path file = directory.resolve(NAME);
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    if (tryLock(channel) == null) {
      channel.close();
      throw new StartRefusedException(
          StartRefusedException.Kind.CONFLICT,
          "data directory %s is in use by process %s; stop that one, or give this node a directory of its own"
              .formatted(directory, holder(file)));
    }
    return new DirectoryLock(channel);
  }

  /** Writes this process's id into the lock file, for those who are kept out. */
  void sign() throws IOException {
    byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(pid), 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(Path file) throws IOException {
    String content = Files.readString(file, StandardCharsets.US_ASCII).strip();
    return PID.matcher(content).matches() ? content : "unknown";
  }
}
