package io.tidemark.core;

/**
 * A table that one write transaction may change.
 *
 * @param <K> key
 * @param <V> immutable value
 */
public interface Table<K extends Comparable<? super K>, V> extends ReadableTable<K, V> {

  /** Stores the value, in place of an older one. */
  void put(K key, V value);

  /** Removes the key; does nothing if it is absent. */
  void delete(K key);
}
