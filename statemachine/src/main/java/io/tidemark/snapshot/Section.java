package io.tidemark.snapshot;

import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.ReadableTable;
import io.tidemark.core.Table;
import io.tidemark.core.Tables;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.encoding.TableEncoding;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One table's rows in a snapshot.
 *
 * @param tag stands before each row; fixed
 * @param first the lowest key that a row can have
 * @param <K> key
 * @param <V> record
 */
record Section<K extends Comparable<? super K>, V>(
    int tag,
    TableEncoding<K, V> encoding,
    K first,
    Function<View, ReadableTable<K, V>> reading,
    Function<Tables, Table<K, V>> writing) {

  /** Stands before the cluster's record, the last row. */
  static final int CLUSTER_TAG = 6;

  /** Stands after the last row. */
  static final int END_TAG = 0;

  private static final TenantId LOWEST_TENANT = new TenantId("0");
  private static final LineKey LOWEST_LINE = new LineKey(LOWEST_TENANT, 1, PeriodLabel.NONE);

  /** All tables, in the order in which they stand in the file. */
  static final List<Section<?, ?>> ALL =
      List.of(
          new Section<>(
              1,
              TableEncoding.NAMESPACES,
              new NamespaceKey(LOWEST_TENANT, new NamespaceName("0")),
              View::namespaces,
              Tables::namespaces),
          new Section<>(2, TableEncoding.LINES, LOWEST_LINE, View::lines, Tables::lines),
          new Section<>(
              3, TableEncoding.RANGES, new RangeKey(LOWEST_LINE, 0), View::ranges, Tables::ranges),
          new Section<>(
              4,
              TableEncoding.INCARNATIONS,
              IncarnationNumber.NONE,
              View::incarnations,
              Tables::incarnations),
          new Section<>(
              5,
              TableEncoding.WORKERS,
              new WorkerKey(new WorkerClass(1, 1), 0),
              View::workers,
              Tables::workers));

  /** The table's name. */
  String table() {
    return encoding.table();
  }

  /** Visits the table's rows in order. */
  void forEach(View view, BiConsumer<byte[], byte[]> rows) {
    reading
        .apply(view)
        .scan(
            first,
            (key, record) -> {
              rows.accept(encoding.encodeKey(key), encoding.encode(record));
              return true;
            });
  }

  boolean isEmpty(View view) {
    boolean[] found = new boolean[1];
    reading
        .apply(view)
        .scan(
            first,
            (key, record) -> {
              found[0] = true;
              return false;
            });
    return !found[0];
  }

  /** What puts the row; the bytes are decoded at once, and an encoding exception thrown here. */
  Consumer<Tables> put(byte[] key, byte[] record) {
    K decodedKey = encoding.decodeKey(key);
    V decoded = encoding.decode(record);
    return tables -> writing.apply(tables).put(decodedKey, decoded);
  }
}
