package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.INSTANCE_BITS;
import static io.tidemark.layout.Anatomy.checkFits;
import static io.tidemark.layout.Anatomy.mask;

/**
 * The 96 bits of an {@code objectid}, as the specification of BSON's ObjectID shares them out: 4
 * bytes of Unix seconds, 5 bytes of one process, a counter of 3 bytes.
 *
 * <pre>
 *   most   32 seconds | 28 instance field | 4 mark of the cluster, high bits
 *   least  8 mark of the cluster, low bits | 24 counter within the second        (32 bits)
 *
 *   ssssssss iiiiiiimmm cccccc
 * </pre>
 *
 * <p>Methods throw {@link IllegalArgumentException} for a value that does not fit its field.
 */
public final class ObjectIdLayout {

  /** Width of the seconds. */
  public static final int SECONDS_BITS = 32;

  /** Width of the counter within the second. */
  public static final int COUNTER_BITS = 24;

  /** Unix time in milliseconds from which on there are no ObjectIDs: in the year 2106. */
  public static final long END_MILLIS = (1L << SECONDS_BITS) * 1_000;

  private static final int MARK_HIGH_BITS = 4;
  private static final int MARK_LOW_BITS = InstanceField.MARK_BITS - MARK_HIGH_BITS;

  private ObjectIdLayout() {}

  /** The 64 most significant bits. */
  public static long most(long seconds, int instance, int mark) {
    checkFits("seconds", seconds, SECONDS_BITS);
    checkFits("instance field", instance, INSTANCE_BITS);
    checkFits("mark", mark, InstanceField.MARK_BITS);
    return (seconds << (INSTANCE_BITS + MARK_HIGH_BITS))
        | ((long) instance << MARK_HIGH_BITS)
        | (mark >>> MARK_LOW_BITS);
  }

  /** The 32 least significant bits. */
  public static int least(int mark, int counter) {
    checkFits("mark", mark, InstanceField.MARK_BITS);
    checkFits("counter", counter, COUNTER_BITS);
    return (mark << COUNTER_BITS) | counter; // The high bits of the mark are shifted out.
  }

  /** Unix time in seconds. */
  public static long seconds(ObjectIdText.Parts id) {
    return id.most() >>> (INSTANCE_BITS + MARK_HIGH_BITS);
  }

  /** The instance field, for {@link InstanceField#decode}. */
  public static int instance(ObjectIdText.Parts id) {
    return (int) ((id.most() >>> MARK_HIGH_BITS) & mask(INSTANCE_BITS));
  }

  /** The mark of the cluster. */
  public static int mark(ObjectIdText.Parts id) {
    int high = (int) (id.most() & mask(MARK_HIGH_BITS));
    return (high << MARK_LOW_BITS) | (id.least() >>> COUNTER_BITS);
  }

  /** The counter within the second. */
  public static int counter(ObjectIdText.Parts id) {
    return (int) (id.least() & mask(COUNTER_BITS));
  }
}
