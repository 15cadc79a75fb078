package io.tidemark.store;

import java.nio.ByteBuffer;
import java.util.function.BiPredicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * The rows of one database inside one transaction, as bytes. LMDB's own buffers point into the map
 * and are good until the next call only, so every row is copied before it leaves.
 *
 * <p>LMDB has no checksums, so every value ends in one: CRC-32C over key and record, four bytes. A
 * page that comes back from the disk changed is found when its row is read, before it decides
 * anything or gets into a snapshot.
 */
final class LmdbRows {

  private static final int CHECKSUM_BYTES = Integer.BYTES;

  private final LmdbStore store;
  private final Dbi<ByteBuffer> database;
  private final Txn<ByteBuffer> txn;
  private final Scope scope;
  private final ByteBuffer keyBuffer;

  /**
   * @param keyBuffer direct, the transaction's own
   */
  LmdbRows(
      LmdbStore store,
      Dbi<ByteBuffer> database,
      Txn<ByteBuffer> txn,
      Scope scope,
      ByteBuffer keyBuffer) {
    this.store = store;
    this.database = database;
    this.txn = txn;
    this.scope = scope;
    this.keyBuffer = keyBuffer;
  }

  byte @Nullable [] get(byte[] key) {
    scope.checkReadable();
    ByteBuffer found = store.storing(() -> database.get(txn, buffered(key)));
    return found == null ? null : record(key, found);
  }

  void put(byte[] key, byte[] value) {
    scope.checkWritable();
    store
        .storing(() -> database.reserve(txn, buffered(key), value.length + CHECKSUM_BYTES))
        .put(value)
        .putInt(checksum(key, value));
  }

  void delete(byte[] key) {
    scope.checkWritable();
    store.storing(() -> database.delete(txn, buffered(key)));
  }

  void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    scope.checkReadable();
    try (Cursor<ByteBuffer> cursor = store.storing(() -> database.openCursor(txn))) {
      boolean found = store.storing(() -> cursor.get(buffered(from), GetOp.MDB_SET_RANGE));
      while (found && visit(copied(cursor.key()), cursor.val(), visitor)) {
        found = store.storing(cursor::next);
      }
    }
  }

  private boolean visit(byte[] key, ByteBuffer value, BiPredicate<byte[], byte[]> visitor) {
    return visitor.test(key, record(key, value));
  }

  /** The record of a value, if its checksum agrees. */
  private byte[] record(byte[] key, ByteBuffer value) {
    int length = value.remaining() - CHECKSUM_BYTES;
    if (length >= 0) {
      byte[] record = new byte[length];
      value.get(record);
      if (value.getInt() == checksum(key, record)) {
        return record;
      }
    }
    throw store.changed(key);
  }

  private static int checksum(byte[] key, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(record);
    return (int) crc.getValue();
  }

  private ByteBuffer buffered(byte[] key) {
    return keyBuffer.clear().put(key).flip();
  }

  private static byte[] copied(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
