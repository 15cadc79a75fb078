package io.tidemark.node.identity;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small text file that is replaced whole, survives a power cut once written, and ends in a
 * checksum: {@code crc32c XXXXXXXX} over all that stands before that line.
 */
public final class DurableFile {

  private static final String CHECKSUM_WORD = "crc32c ";
  private static final int CHECKSUM_LINE_BYTES = CHECKSUM_WORD.length() + 8 + 1;
  private static final long BYTES_MAX = 1 << 20;

  private final Path path;

  public DurableFile(Path path) {
    this.path = path;
  }

  public Path path() {
    return path;
  }

  /**
   * Reads the text.
   *
   * @return empty if the file does not exist
   * @throws IOException if it can't be read, or its checksum does not match
   */
  public Optional<String> read() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    if (Files.size(path) > BYTES_MAX) {
      throw new IOException("%s is larger than %d bytes".formatted(path, BYTES_MAX));
    }
    byte[] bytes = Files.readAllBytes(path);
    int bodyBytes = bytes.length - CHECKSUM_LINE_BYTES;
    if (bodyBytes < 0
        || !Arrays.equals(
            bytes,
            bodyBytes,
            bytes.length,
            checksumLine(bytes, bodyBytes),
            0,
            CHECKSUM_LINE_BYTES)) {
      throw new IOException(
          "%s is torn or was changed: its checksum does not match".formatted(path));
    }
    return Optional.of(new String(bytes, 0, bodyBytes, StandardCharsets.UTF_8));
  }

  /** Replaces the text. A reader, also one after a crash, sees the old one or the new one. */
  public void write(String body) throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(text, text.length + CHECKSUM_LINE_BYTES);
    System.arraycopy(checksumLine(text, text.length), 0, bytes, text.length, CHECKSUM_LINE_BYTES);
    try (FileChannel channel = FileChannel.open(temporary, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    Path directory = path.getParent();
    if (directory != null) {
      forceDirectory(directory);
    }
  }

  /** Forces the names in a directory, which a rename alone does not. */
  public static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  private static byte[] checksumLine(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (CHECKSUM_WORD + "%08x\n".formatted(crc.getValue())).getBytes(StandardCharsets.US_ASCII);
  }
}
