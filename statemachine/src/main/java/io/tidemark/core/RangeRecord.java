package io.tidemark.core;

/**
 * What is stored of a reserved range.
 *
 * @param end exclusive
 * @param reservedMillis replicated time of the reservation
 * @param sealedEnd exclusive end of what was issued, once the holder said so; {@link #OPEN} before
 */
public record RangeRecord(
    long end, IncarnationNumber incarnation, long reservedMillis, long sealedEnd) {

  /** The holder has not said where it stopped. */
  public static final long OPEN = -1;
}
