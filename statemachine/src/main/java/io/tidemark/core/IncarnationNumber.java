package io.tidemark.core;

/**
 * The number of one run of one node process. Assigned by the replicated state, never reused, not
 * even after a restore.
 *
 * @param value 0 ({@link #NONE}, not registered yet) to {@value #MAX}: 28 bits, because it is
 *     carried inside UUIDv7 and ULID
 */
public record IncarnationNumber(long value) implements Comparable<IncarnationNumber> {

  /** The largest number that fits the 28-bit field of an ID. */
  public static final long MAX = (1L << 28) - 1;

  /** What a process has before it is registered. */
  public static final IncarnationNumber NONE = new IncarnationNumber(0);

  public IncarnationNumber {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(
          "incarnation number %d is not within 0..%d".formatted(value, MAX));
    }
  }

  @Override
  public int compareTo(IncarnationNumber other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
