package io.tidemark.layout;

/**
 * What {@code uuid7} and {@code ulid} have in common, most significant first: 48 bits of Unix
 * milliseconds, a 22-bit counter, the 28-bit instance field, and random bits for the rest.
 *
 * <p>Two IDs of one cluster differ because the instance field belongs to one incarnation ({@link
 * InstanceField}) and one incarnation never stamps the same (millisecond, counter) twice ({@link
 * StampCounter}). Time and counter come first, so that the IDs of one node rise.
 */
public final class Anatomy {

  /** Width of the Unix time in milliseconds; lasts until the year 10889. */
  public static final int MILLIS_BITS = 48;

  /**
   * Width of the counter within a millisecond. It starts in its lower half, so at least 2,097,152
   * stamps are left in every millisecond. 22 bits end on a digit in both texts (hexadecimal for
   * uuid7, together with the instance field base 32 for ulid), and leave 41 bits of milliseconds in
   * the single {@code long} of a {@link StampCounter}: 69 years from its origin.
   */
  public static final int COUNTER_BITS = 22;

  /** Width of the instance field: 268,435,456 incarnations in the life of a cluster. */
  public static final int INSTANCE_BITS = 28;

  private Anatomy() {}

  /** Returns the value, or throws {@link IllegalArgumentException} if it needs more bits. */
  static long checkFits(String field, long value, int bits) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException(
          field + " " + value + " does not fit in " + bits + " bits");
    }
    return value;
  }

  /** A mask of that many low bits, 0 to 63. */
  static long mask(int bits) {
    return (1L << bits) - 1;
  }
}
