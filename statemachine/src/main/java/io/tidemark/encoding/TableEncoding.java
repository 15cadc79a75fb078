package io.tidemark.encoding;

import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.TenantId;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The bytes of one table's rows. A key starts with its tenant, or with the empty tenant where the
 * table belongs to the whole cluster; the order of keys as unsigned bytes is the natural order of
 * the key's type; a key has at most {@link #KEY_BYTES_MAX} bytes.
 *
 * @param <K> key
 * @param <V> record
 */
public final class TableEncoding<K extends Comparable<? super K>, V> {

  /** The most bytes of a key; LMDB takes no more than 511. */
  public static final int KEY_BYTES_MAX = 128;

  public static final TableEncoding<NamespaceKey, NamespaceRecord> NAMESPACES =
      new TableEncoding<>(
          "namespaces",
          (out, key) -> out.text(key.tenant().value()).text(key.name().value()),
          in -> new NamespaceKey(new TenantId(in.text()), new NamespaceName(in.text())),
          RecordEncoding::writeNamespace,
          RecordEncoding::readNamespace);

  public static final TableEncoding<LineKey, LineRecord> LINES =
      new TableEncoding<>(
          "lines",
          TableEncoding::writeLineKey,
          TableEncoding::readLineKey,
          RecordEncoding::writeLine,
          RecordEncoding::readLine);

  public static final TableEncoding<RangeKey, RangeRecord> RANGES =
      new TableEncoding<>(
          "ranges",
          (out, key) -> {
            writeLineKey(out, key.line());
            out.number(key.first(), Long.BYTES);
          },
          in -> new RangeKey(readLineKey(in), in.number(Long.BYTES)),
          RecordEncoding::writeRange,
          RecordEncoding::readRange);

  public static final TableEncoding<IncarnationNumber, IncarnationRecord> INCARNATIONS =
      new TableEncoding<>(
          "incarnations",
          (out, key) -> out.cluster().number(key.value(), Integer.BYTES),
          in -> new IncarnationNumber(in.cluster().number(Integer.BYTES)),
          RecordEncoding::writeIncarnation,
          RecordEncoding::readIncarnation);

  public static final TableEncoding<WorkerKey, WorkerRecord> WORKERS =
      new TableEncoding<>(
          "workers",
          (out, key) ->
              out.cluster()
                  .number(key.workerClass().timeUnitMillis(), Short.BYTES)
                  .number(key.workerClass().workerBits(), Byte.BYTES)
                  .number(key.number(), Integer.BYTES),
          TableEncoding::readWorkerKey,
          RecordEncoding::writeWorker,
          RecordEncoding::readWorker);

  private final String table;
  private final BiConsumer<KeyWriter, K> keyWriting;
  private final Function<KeyReader, K> keyReading;
  private final BiConsumer<CborWriter, V> recordWriting;
  private final Function<CborReader, V> recordReading;

  private TableEncoding(
      String table,
      BiConsumer<KeyWriter, K> keyWriting,
      Function<KeyReader, K> keyReading,
      BiConsumer<CborWriter, V> recordWriting,
      Function<CborReader, V> recordReading) {
    this.table = table;
    this.keyWriting = keyWriting;
    this.keyReading = keyReading;
    this.recordWriting = recordWriting;
    this.recordReading = recordReading;
  }

  /** The table's fixed name. */
  public String table() {
    return table;
  }

  public byte[] encodeKey(K key) {
    KeyWriter out = new KeyWriter();
    keyWriting.accept(out, key);
    return out.toBytes();
  }

  /**
   * The key of the bytes.
   *
   * @throws MalformedEncodingException if the bytes are not a key of this table
   */
  public K decodeKey(byte[] bytes) {
    return KeyReader.decode("a key of table " + table, bytes, keyReading);
  }

  /** The record's bytes; the same for the same record, always. */
  public byte[] encode(V record) {
    return CborWriter.encode(out -> recordWriting.accept(out, record));
  }

  /**
   * The record of the bytes.
   *
   * @throws EncodingException if the bytes are not a record of this table
   */
  public V decode(byte[] bytes) {
    return CborReader.decode("a record of table " + table, bytes, recordReading);
  }

  private static void writeLineKey(KeyWriter out, LineKey key) {
    out.text(key.tenant().value())
        .number(key.namespaceNumber(), Long.BYTES)
        .text(key.label().value());
  }

  private static LineKey readLineKey(KeyReader in) {
    return new LineKey(new TenantId(in.text()), in.number(Long.BYTES), new PeriodLabel(in.text()));
  }

  private static WorkerKey readWorkerKey(KeyReader in) {
    WorkerClass workerClass =
        new WorkerClass((int) in.cluster().number(Short.BYTES), (int) in.number(Byte.BYTES));
    return new WorkerKey(workerClass, (int) in.number(Integer.BYTES));
  }
}
