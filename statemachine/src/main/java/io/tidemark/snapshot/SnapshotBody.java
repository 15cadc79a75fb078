package io.tidemark.snapshot;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes of a snapshot file before its trailer, summed up while they are read. Used by one
 * thread.
 */
final class SnapshotBody extends InputStream {

  private final Path file;
  private final long sizeBytes;
  private final InputStream in;
  private final MessageDigest digest = Sha256.begin();
  private long leftBytes;

  SnapshotBody(Path file) throws IOException {
    this.file = file;
    this.sizeBytes = Files.size(file);
    this.leftBytes = sizeBytes - Sha256.BYTES;
    if (leftBytes <= 0) {
      throw BrokenSnapshotException.of(
          file, "has only %d bytes: it was cut off".formatted(sizeBytes));
    }
    this.in = Files.newInputStream(file);
  }

  /** Size of the whole file. */
  long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (leftBytes == 0) {
      return -1;
    }
    int read = in.read(buffer, offset, (int) Math.min(length, leftBytes));
    if (read == -1) {
      throw new EOFException("the file became shorter while it was read");
    }
    digest.update(buffer, offset, read);
    leftBytes -= read;
    return read;
  }

  /** Reads the rest, and the trailer; answers the checksum in hex if the two agree. */
  String requireChecksum() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    byte[] written = in.readNBytes(Sha256.BYTES);
    byte[] found = digest.digest();
    if (!Arrays.equals(written, found)) {
      throw BrokenSnapshotException.of(
          file,
          "is torn or was changed: its checksum is %s, but its bytes give %s"
              .formatted(HexFormat.of().formatHex(written), HexFormat.of().formatHex(found)));
    }
    return HexFormat.of().formatHex(found);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
