package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.COUNTER_BITS;
import static io.tidemark.layout.Anatomy.INSTANCE_BITS;
import static io.tidemark.layout.Anatomy.MILLIS_BITS;
import static io.tidemark.layout.Anatomy.checkFits;
import static io.tidemark.layout.Anatomy.mask;

/**
 * The bits of a {@code uuid7}: RFC 9562 section 5.7 with a fixed-length counter that is reseeded
 * every millisecond and has a rollover guard (section 6.2, method 1).
 *
 * <pre>
 *   most   48 Unix milliseconds | 4 version = 7 | 12 counter, high bits
 *   least  2 variant = 10 | 10 counter, low bits | 28 instance field | 24 random
 *
 *   tttttttt-tttt-7ccc-vcci-iiiiiirrrrrr
 * </pre>
 *
 * <p>Methods throw {@link IllegalArgumentException} for a value that does not fit its field.
 */
public final class Uuid7Layout {

  /** Width of the random rest. */
  public static final int RANDOM_BITS = 24;

  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final int COUNTER_HIGH_BITS = 12;
  private static final int COUNTER_LOW_BITS = COUNTER_BITS - COUNTER_HIGH_BITS;
  private static final int COUNTER_LOW_SHIFT = INSTANCE_BITS + RANDOM_BITS;

  private Uuid7Layout() {}

  /** The 64 most significant bits of the ID with this time and counter. */
  public static long most(long millis, int counter) {
    checkFits("milliseconds", millis, MILLIS_BITS);
    checkFits("counter", counter, COUNTER_BITS);
    return (millis << 16) | VERSION | (counter >>> COUNTER_LOW_BITS);
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
    return VARIANT
        | ((counter & mask(COUNTER_LOW_BITS)) << COUNTER_LOW_SHIFT)
        | ((long) instance << RANDOM_BITS)
        | (random & mask(RANDOM_BITS));
  }

  /** Unix time in milliseconds. */
  public static long millis(Bits128 uuid) {
    return uuid.most() >>> 16;
  }

  /** The counter within the millisecond. */
  public static int counter(Bits128 uuid) {
    long high = uuid.most() & mask(COUNTER_HIGH_BITS);
    long low = (uuid.least() >>> COUNTER_LOW_SHIFT) & mask(COUNTER_LOW_BITS);
    return (int) ((high << COUNTER_LOW_BITS) | low);
  }

  /** The instance field, for {@link InstanceField#decode}. */
  public static int instance(Bits128 uuid) {
    return (int) ((uuid.least() >>> RANDOM_BITS) & mask(INSTANCE_BITS));
  }

  /** The random rest. */
  public static int random(Bits128 uuid) {
    return (int) (uuid.least() & mask(RANDOM_BITS));
  }
}
