package io.tidemark.snapshot;

import io.tidemark.core.View;
import io.tidemark.encoding.RecordEncoding;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes all rows of a view: each is its table's tag (1 byte), the length of the key (2 bytes), the
 * key, the length of the record (4 bytes), and the record; numbers are big-endian.
 */
final class RowOutput {

  private final DataOutputStream out;
  private long rows;

  RowOutput(DataOutputStream out) {
    this.out = out;
  }

  /** Writes the tables' rows, then the cluster's record; answers how many rows the tables have. */
  long write(View view) throws IOException {
    try {
      for (Section<?, ?> section : Section.ALL) {
        section.forEach(view, (key, record) -> writeRow(section.tag(), key, record));
      }
      long tableRows = rows;
      byte[] cluster = RecordEncoding.encode(view.cluster());
      writeRow(Section.CLUSTER_TAG, RecordEncoding.clusterKey(), cluster);
      return tableRows;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void writeRow(int tag, byte[] key, byte[] record) {
    try {
      out.writeByte(tag);
      out.writeShort(key.length);
      out.write(key);
      out.writeInt(record.length);
      out.write(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rows++;
  }
}
