package io.tidemark.core;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An ordered table as seen by one transaction. Order is the key's natural order, in every adapter.
 *
 * @param <K> key
 * @param <V> immutable value
 */
public interface ReadableTable<K extends Comparable<? super K>, V> {

  /** The value of the key, or null. */
  @Nullable V get(K key);

  /**
   * Visits rows in key order, from the first key that is not below {@code from}, until the visitor
   * answers false or the table ends. The visitor must not write to the table.
   */
  void scan(K from, BiPredicate<? super K, ? super V> visitor);
}
