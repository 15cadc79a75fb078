package io.tidemark.snapshot;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.LogPosition;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What stands after the magic: version, and whose state at which place in the log it is. */
record SnapshotHeader(int version, String clusterId, long epoch, LogPosition applied) {

  /** The format version that this node writes, and the highest that it reads. */
  static final int VERSION = 1;

  private static final byte[] MAGIC = "TIDEMARK".getBytes(StandardCharsets.US_ASCII);

  static SnapshotHeader of(ClusterRecord cluster) {
    return new SnapshotHeader(VERSION, cluster.clusterId(), cluster.epoch(), cluster.applied());
  }

  /** Whether the stream goes on as a snapshot of any version begins. */
  static boolean skipMagic(InputStream in) throws IOException {
    return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
  }

  void write(DataOutputStream out) throws IOException {
    out.write(MAGIC);
    out.writeInt(version);
    out.writeUTF(clusterId);
    out.writeLong(epoch);
    out.writeLong(applied.term());
    out.writeLong(applied.index());
  }

  /** Reads what follows the version. */
  static SnapshotHeader readAfterVersion(DataInputStream in) throws IOException {
    return new SnapshotHeader(
        VERSION, in.readUTF(), in.readLong(), new LogPosition(in.readLong(), in.readLong()));
  }
}
