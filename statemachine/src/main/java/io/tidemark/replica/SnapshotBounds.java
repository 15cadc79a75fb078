package io.tidemark.replica;

/**
 * When a snapshot is taken by itself, and how much of the log stays before it for followers that
 * are a little behind. With these the log on disk has at most {@link #logBytesMax} bytes, whoever
 * is down.
 *
 * @param entriesMin so many entries after the last one, or more where the state is large
 * @param bytesMin or so many bytes of entries, or more where the state is large
 * @param keptEntriesMax the most entries that stay
 * @param keptBytesMax the most bytes of entries that stay
 */
public record SnapshotBounds(
    long entriesMin, long bytesMin, long keptEntriesMax, long keptBytesMax) {

  /**
   * A snapshot copies every row, at some 2 microseconds each; an entry takes about a millisecond to
   * apply. So this keeps copying below a fifth of the work.
   */
  static final long ROWS_PER_ENTRY = 100;

  /**
   * @throws IllegalArgumentException if a bound is not positive
   */
  public SnapshotBounds {
    if (entriesMin < 1 || bytesMin < 1 || keptEntriesMax < 0 || keptBytesMax < 0) {
      throw new IllegalArgumentException(
          "snapshots after %d entries or %d bytes, %d entries or %d bytes kept: must be positive"
              .formatted(entriesMin, bytesMin, keptEntriesMax, keptBytesMax));
    }
  }

  /** These bounds with another number of entries between two snapshots. */
  public SnapshotBounds withEntriesMin(long entries) {
    return new SnapshotBounds(entries, bytesMin, keptEntriesMax, keptBytesMax);
  }

  /**
   * The most bytes that the log takes on disk: what is kept, twice because a start begins to count
   * anew; what comes before the next snapshot; and the segments at both ends, which go as a whole.
   * While a snapshot is being written the log grows on.
   *
   * @param snapshotBytes size of the newest snapshot; where it is larger than {@code bytesMin}, the
   *     next one waits for as many bytes
   */
  public long logBytesMax(long segmentBytesMax, long snapshotBytes) {
    return 2 * keptBytesMax + Math.max(bytesMin, snapshotBytes) + 3 * segmentBytesMax;
  }
}
