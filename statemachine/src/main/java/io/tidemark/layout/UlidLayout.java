package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.COUNTER_BITS;
import static io.tidemark.layout.Anatomy.INSTANCE_BITS;
import static io.tidemark.layout.Anatomy.MILLIS_BITS;
import static io.tidemark.layout.Anatomy.checkFits;
import static io.tidemark.layout.Anatomy.mask;

/**
 * The bits of a {@code ulid}: 48 bits of Unix milliseconds, then the 80 bits that the ULID
 * specification leaves to randomness.
 *
 * <pre>
 *   most   48 Unix milliseconds | 16 counter, high bits
 *   least  6 counter, low bits | 28 instance field | 30 random
 *
 *   TTTTTTTTTT CCCCcIIIII RRRRRR   (c: 2 bits of the counter, 3 of the instance field)
 * </pre>
 *
 * <p>Methods throw {@link IllegalArgumentException} for a value that does not fit its field.
 */
public final class UlidLayout {

  /** Width of the random rest. */
  public static final int RANDOM_BITS = 30;

  private static final int COUNTER_HIGH_BITS = 16;
  private static final int COUNTER_LOW_BITS = COUNTER_BITS - COUNTER_HIGH_BITS;
  private static final int COUNTER_LOW_SHIFT = INSTANCE_BITS + RANDOM_BITS;

  private UlidLayout() {}

  /** The 64 most significant bits of the ID with this time and counter. */
  public static long most(long millis, int counter) {
    checkFits("milliseconds", millis, MILLIS_BITS);
    checkFits("counter", counter, COUNTER_BITS);
    return (millis << 16) | (counter >>> COUNTER_LOW_BITS);
  }

  /**
   * The 64 least significant bits of the ID.
   *
   * @param counter the same counter as in {@link #most}
   * @param instance the instance field, from {@link InstanceField#encode}
   * @param random any number; its low {@value #RANDOM_BITS} bits are used
   */
  public static long least(int counter, int instance, long random) {
    checkFits("counter", counter, COUNTER_BITS);
    checkFits("instance field", instance, INSTANCE_BITS);
    return ((counter & mask(COUNTER_LOW_BITS)) << COUNTER_LOW_SHIFT)
        | ((long) instance << RANDOM_BITS)
        | (random & mask(RANDOM_BITS));
  }

  /** Unix time in milliseconds. */
  public static long millis(Bits128 ulid) {
    return ulid.most() >>> 16;
  }

  /** The counter within the millisecond. */
  public static int counter(Bits128 ulid) {
    long high = ulid.most() & mask(COUNTER_HIGH_BITS);
    return (int) ((high << COUNTER_LOW_BITS) | (ulid.least() >>> COUNTER_LOW_SHIFT));
  }

  /** The instance field, for {@link InstanceField#decode}. */
  public static int instance(Bits128 ulid) {
    return (int) ((ulid.least() >>> RANDOM_BITS) & mask(INSTANCE_BITS));
  }

  /** The random rest. */
  public static int random(Bits128 ulid) {
    return (int) (ulid.least() & mask(RANDOM_BITS));
  }
}
