package io.tidemark.store;

import io.tidemark.core.Table;
import io.tidemark.encoding.TableEncoding;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** One table inside one transaction. */
final class LmdbTable<K extends Comparable<? super K>, V> implements Table<K, V> {

  private final LmdbRows rows;
  private final TableEncoding<K, V> encoding;

  LmdbTable(LmdbRows rows, TableEncoding<K, V> encoding) {
    this.rows = rows;
    this.encoding = encoding;
  }

  @Override
  public @Nullable V get(K key) {
    byte[] record = rows.get(encoding.encodeKey(key));
    return record == null ? null : encoding.decode(record);
  }

  @Override
  public void scan(K from, BiPredicate<? super K, ? super V> visitor) {
    rows.scan(
        encoding.encodeKey(from),
        (key, record) -> visitor.test(encoding.decodeKey(key), encoding.decode(record)));
  }

  @Override
  public void put(K key, V value) {
    rows.put(encoding.encodeKey(key), encoding.encode(value));
  }

  @Override
  public void delete(K key) {
    rows.delete(encoding.encodeKey(key));
  }
}
