package io.tidemark.snapshot;

import io.tidemark.core.View;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Writes the bytes of a snapshot: header, rows, count of rows, SHA-256 over all of these. */
final class SnapshotOutput {

  private static final int BUFFER_BYTES = 1 << 16;

  private SnapshotOutput() {}

  /** Writes and syncs the file, not its directory. */
  static SnapshotSummary write(View view, Path file) throws IOException {
    SnapshotHeader header = SnapshotHeader.of(view.cluster());
    MessageDigest digest = Sha256.begin();
    long rows;
    byte[] checksum;
    try (FileOutputStream raw = new FileOutputStream(file.toFile());
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(new DigestOutputStream(raw, digest), BUFFER_BYTES))) {
      header.write(out);
      rows = new RowOutput(out).write(view);
      out.writeByte(Section.END_TAG);
      out.writeLong(rows);
      out.flush();
      checksum = digest.digest();
      raw.write(checksum);
      raw.getFD().sync();
    }
    return new SnapshotSummary(
        header.clusterId(),
        header.epoch(),
        header.applied(),
        rows,
        Files.size(file),
        HexFormat.of().formatHex(checksum));
  }
}
