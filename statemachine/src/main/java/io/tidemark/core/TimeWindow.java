package io.tidemark.core;

/**
 * A half-open block {@code [startMillis, endMillis)} of a time line. Its holder may stamp IDs with
 * times inside it only.
 *
 * @param startMillis Unix time, inclusive
 * @param endMillis Unix time, exclusive; not before the start
 */
public record TimeWindow(long startMillis, long endMillis) {

  /**
   * The coarsest time unit of any snowflake layout; a worker's windows start at a multiple of it.
   */
  public static final int UNIT_MILLIS_MAX = 1_000;

  /** No time at all. */
  public static final TimeWindow EMPTY = new TimeWindow(0, 0);

  public TimeWindow {
    if (startMillis < 0 || endMillis < startMillis) {
      throw new IllegalArgumentException(
          "window [%d, %d) is inverted or negative".formatted(startMillis, endMillis));
    }
  }
}
