package io.tidemark.store;

import java.nio.ByteBuffer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/**
 * The rows of one database inside one transaction, as bytes. LMDB's own buffers point into the map
 * and are good until the next call only, so every row is copied before it leaves.
 */
final class LmdbRows {

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
    return found == null ? null : copied(found);
  }

  void put(byte[] key, byte[] value) {
    scope.checkWritable();
    store.storing(() -> database.reserve(txn, buffered(key), value.length)).put(value);
  }

  void delete(byte[] key) {
    scope.checkWritable();
    store.storing(() -> database.delete(txn, buffered(key)));
  }

  void scan(byte[] from, BiPredicate<byte[], byte[]> visitor) {
    scope.checkReadable();
    try (Cursor<ByteBuffer> cursor = store.storing(() -> database.openCursor(txn))) {
      boolean found = store.storing(() -> cursor.get(buffered(from), GetOp.MDB_SET_RANGE));
      while (found && visitor.test(copied(cursor.key()), copied(cursor.val()))) {
        found = store.storing(cursor::next);
      }
    }
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
