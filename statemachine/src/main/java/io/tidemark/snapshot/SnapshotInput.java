package io.tidemark.snapshot;

import io.tidemark.core.ClusterRecord;
import io.tidemark.encoding.MalformedEncodingException;
import io.tidemark.encoding.RecordEncoding;
import io.tidemark.encoding.TableEncoding;
import io.tidemark.encoding.UnsupportedVersionException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads what {@link SnapshotOutput} writes. Used by one thread, for one file. */
final class SnapshotInput {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Where the rows go that were read, in the order of the file. */
  @FunctionalInterface
  interface Rows {

    void add(Section<?, ?> section, byte[] key, byte[] record);
  }

  private final Path file;
  private final SnapshotBody body;
  private final DataInputStream in;
  private final Rows rows;

  private SnapshotInput(Path file, SnapshotBody body, Rows rows) {
    this.file = file;
    this.body = body;
    this.in = new DataInputStream(new BufferedInputStream(body, BUFFER_BYTES));
    this.rows = rows;
  }

  /** Throws unless the file is a snapshot, of any version, with the bytes that were written. */
  static void requireIntact(Path file) throws IOException {
    try (SnapshotBody body = new SnapshotBody(file)) {
      if (!SnapshotHeader.skipMagic(body)) {
        throw broken(file, "is no snapshot of Tidemark: it does not begin as one");
      }
      body.requireChecksum();
    }
  }

  /** Reads a file that {@link #requireIntact} has passed; checks it once more on the way. */
  static SnapshotContent read(Path file, Rows rows) throws IOException {
    try (SnapshotBody body = new SnapshotBody(file)) {
      return new SnapshotInput(file, body, rows).read();
    } catch (EOFException e) {
      throw BrokenSnapshotException.of(file, "ends too soon", e);
    } catch (UTFDataFormatException e) {
      throw BrokenSnapshotException.of(file, "has a header that is no text", e);
    } catch (MalformedEncodingException e) {
      throw BrokenSnapshotException.of(file, "holds what is no row: " + e.getMessage(), e);
    } catch (UnsupportedVersionException e) {
      throw BrokenSnapshotException.ofLaterVersion(file, "can't be read: " + e.getMessage());
    }
  }

  private SnapshotContent read() throws IOException {
    SnapshotHeader header = readHeader();
    long count = 0;
    int tag = in.readByte();
    for (Section<?, ?> section : Section.ALL) {
      byte[] last = new byte[0];
      while (tag == section.tag()) {
        byte[] key = readBytes(in.readUnsignedShort(), TableEncoding.KEY_BYTES_MAX);
        if (Arrays.compareUnsigned(last, key) >= 0) {
          throw broken(file, "has rows of table %s out of order".formatted(section.table()));
        }
        rows.add(section, key, readBytes(in.readInt(), Integer.MAX_VALUE));
        last = key;
        count++;
        tag = in.readByte();
      }
    }
    ClusterRecord cluster = readCluster(tag, header);
    if (in.readByte() != Section.END_TAG || in.readLong() != count || in.read() != -1) {
      throw broken(file, "does not end after its %d rows".formatted(count));
    }
    String checksum = body.requireChecksum();
    return new SnapshotContent(
        new SnapshotSummary(
            header.clusterId(),
            header.epoch(),
            header.applied(),
            count,
            body.sizeBytes(),
            checksum),
        cluster);
  }

  private SnapshotHeader readHeader() throws IOException {
    if (!SnapshotHeader.skipMagic(in)) {
      throw broken(file, "changed while it was read");
    }
    int version = in.readInt();
    if (version > SnapshotHeader.VERSION) {
      throw BrokenSnapshotException.ofLaterVersion(
          file,
          "has format version %d, this node knows up to %d"
              .formatted(version, SnapshotHeader.VERSION));
    }
    if (version < 1) {
      throw broken(file, "has the impossible format version " + version);
    }
    return SnapshotHeader.readAfterVersion(in);
  }

  private ClusterRecord readCluster(int tag, SnapshotHeader header) throws IOException {
    if (tag != Section.CLUSTER_TAG) {
      throw broken(file, "has the unknown or misplaced table " + tag);
    }
    byte[] key = readBytes(in.readUnsignedShort(), TableEncoding.KEY_BYTES_MAX);
    byte[] record = readBytes(in.readInt(), Integer.MAX_VALUE);
    ClusterRecord cluster = RecordEncoding.decodeCluster(record);
    if (!Arrays.equals(key, RecordEncoding.clusterKey())
        || !SnapshotHeader.of(cluster).equals(header)) {
      throw broken(file, "has a header that is not of its content");
    }
    return cluster;
  }

  /** Believes a length only as far as there are bytes. */
  private byte[] readBytes(int length, int lengthMax) throws IOException {
    if (length < 0 || length > lengthMax) {
      throw broken(file, "claims a length of %d bytes".formatted(length));
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new EOFException();
    }
    return bytes;
  }

  private static BrokenSnapshotException broken(Path file, String found) {
    return BrokenSnapshotException.of(file, found);
  }
}
