package io.tidemark.store;

import io.tidemark.core.Table;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** One table inside one transaction: copied before its first change. */
final class MemoryTable<K extends Comparable<? super K>, V> implements Table<K, V> {

  private final Scope scope;
  private NavigableMap<K, V> rows;
  private boolean copied;

  MemoryTable(Scope scope, NavigableMap<K, V> committed) {
    this.scope = scope;
    this.rows = committed;
  }

  NavigableMap<K, V> rows() {
    return rows;
  }

  @Override
  public @Nullable V get(K key) {
    scope.checkReadable();
    return rows.get(key);
  }

  @Override
  public void scan(K from, BiPredicate<? super K, ? super V> visitor) {
    scope.checkReadable();
    for (Map.Entry<K, V> row : rows.tailMap(from, true).entrySet()) {
      if (!visitor.test(row.getKey(), row.getValue())) {
        return;
      }
    }
  }

  @Override
  public void put(K key, V value) {
    own().put(key, value);
  }

  @Override
  public void delete(K key) {
    own().remove(key);
  }

  private NavigableMap<K, V> own() {
    scope.checkWritable();
    if (!copied) {
      rows = new TreeMap<>(rows);
      copied = true;
    }
    return rows;
  }
}
