package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.COUNTER_BITS;
import static io.tidemark.layout.Anatomy.INSTANCE_BITS;
import static io.tidemark.layout.Anatomy.checkFits;
import static io.tidemark.layout.Anatomy.mask;

/**
 * The bits of a {@code ksuid}: 32 bits of seconds since 2014-05-13, then the 128 bits that KSUID
 * leaves to randomness.
 *
 * <pre>
 *   seconds        32 seconds since 2014-05-13T16:53:20Z
 *   payload most   10 milliseconds within the second | 22 counter | 28 instance field | 4 random
 *   payload least  64 random
 * </pre>
 *
 * <p>Methods throw {@link IllegalArgumentException} for a value that does not fit its field.
 */
public final class KsuidLayout {

  /** Unix time of the first second that a KSUID can show. */
  public static final long EPOCH_SECONDS = 1_400_000_000L;

  /** Width of the seconds. */
  public static final int SECONDS_BITS = 32;

  /** Unix time in milliseconds from which on there are no KSUIDs: in the year 2150. */
  public static final long END_MILLIS = (EPOCH_SECONDS + (1L << SECONDS_BITS)) * 1_000;

  private static final int RANDOM_BITS = 4;
  private static final int INSTANCE_SHIFT = RANDOM_BITS;
  private static final int COUNTER_SHIFT = INSTANCE_SHIFT + INSTANCE_BITS;
  private static final int WITHIN_SHIFT = COUNTER_SHIFT + COUNTER_BITS;

  private KsuidLayout() {}

  /** Seconds since the epoch of KSUIDs. */
  public static long seconds(long millis) {
    long seconds = Math.floorDiv(millis, 1_000) - EPOCH_SECONDS;
    return checkFits("seconds since 2014", seconds, SECONDS_BITS);
  }

  /**
   * The 64 most significant bits of the payload.
   *
   * @param millis Unix time in milliseconds
   * @param counter the counter within the millisecond
   * @param instance the instance field, from {@link InstanceField#encode}
   * @param random any number; its low {@value #RANDOM_BITS} bits are used
   */
  public static long most(long millis, int counter, int instance, long random) {
    checkFits("counter", counter, COUNTER_BITS);
    checkFits("instance field", instance, INSTANCE_BITS);
    return (Math.floorMod(millis, 1_000L) << WITHIN_SHIFT)
        | ((long) counter << COUNTER_SHIFT)
        | ((long) instance << INSTANCE_SHIFT)
        | (random & mask(RANDOM_BITS));
  }

  /**
   * Unix time in milliseconds; only the full second if the payload shows no millisecond, which is
   * then none of ours.
   */
  public static long millis(KsuidText.Parts ksuid) {
    long within = ksuid.payload().most() >>> WITHIN_SHIFT;
    return (EPOCH_SECONDS + ksuid.seconds()) * 1_000 + (within < 1_000 ? within : 0);
  }

  /** The counter within the millisecond. */
  public static int counter(KsuidText.Parts ksuid) {
    return (int) ((ksuid.payload().most() >>> COUNTER_SHIFT) & mask(COUNTER_BITS));
  }

  /** The instance field, for {@link InstanceField#decode}. */
  public static int instance(KsuidText.Parts ksuid) {
    return (int) ((ksuid.payload().most() >>> INSTANCE_SHIFT) & mask(INSTANCE_BITS));
  }
}
