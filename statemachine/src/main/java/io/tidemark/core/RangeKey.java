package io.tidemark.core;

import java.util.Comparator;

/**
 * Key of a reserved range: its line, then its first value.
 *
 * @param first not negative, so that byte order is number order
 */
public record RangeKey(LineKey line, long first) implements Comparable<RangeKey> {

  private static final Comparator<RangeKey> ORDER =
      Comparator.comparing(RangeKey::line).thenComparingLong(RangeKey::first);

  public RangeKey {
    if (first < 0) {
      throw new IllegalArgumentException("range start %d is negative".formatted(first));
    }
  }

  @Override
  public int compareTo(RangeKey other) {
    return ORDER.compare(this, other);
  }
}
