package io.tidemark.core;

/**
 * A half-open block of a number line: the values {@code first, first + step, ...} below {@code
 * end}.
 *
 * @param first not negative
 * @param end exclusive; a whole number of steps after {@code first}
 * @param step at least 1
 */
public record IdRange(long first, long end, long step) {

  public IdRange {
    if (first < 0 || step < 1 || end < first || (end - first) % step != 0) {
      throw new IllegalArgumentException(
          "range [%d, %d) by %d is malformed".formatted(first, end, step));
    }
  }

  /** How many values the range holds. */
  public long count() {
    return (end - first) / step;
  }

  /**
   * The value at a place in the range.
   *
   * @param offset 0 to {@link #count()}, exclusive; unchecked, because this is the hot path
   */
  public long valueAt(long offset) {
    return first + offset * step;
  }
}
