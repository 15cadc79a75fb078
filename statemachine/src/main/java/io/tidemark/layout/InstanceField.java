package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.INSTANCE_BITS;
import static io.tidemark.layout.Anatomy.checkFits;

import java.nio.ByteBuffer;

/**
 * Turns incarnation numbers into the instance fields of {@code uuid7} and {@code ulid}, and back: a
 * permutation of all 28-bit numbers, keyed by the cluster's random id. So two incarnations of a
 * cluster never share a field, and two clusters number theirs differently.
 *
 * <p>It is a balanced Feistel network (Luby and Rackoff, 1988) of {@value #ROUNDS} rounds on two
 * 14-bit halves. A round takes {@code (left, right)} to {@code (right, left ^ f(right))} whatever
 * {@code f} is, and can be taken back, so the whole is a bijection. {@code f} is the top 14 bits of
 * {@link #mix}; it scatters, it hides nothing: an ID is not a secret.
 *
 * <p>The permutation is frozen: under another key, or another {@code f}, a new incarnation may get
 * the field of an old one. Incarnation numbers that continue an older count need the older key.
 */
public final class InstanceField {

  /** Width of {@link #mark}. */
  public static final int MARK_BITS = 12;

  /** Bytes of the key. */
  public static final int KEY_BYTES = 16;

  private static final int ROUNDS = 6;
  private static final int HALF_BITS = INSTANCE_BITS / 2;
  private static final int HALF_MASK = (1 << HALF_BITS) - 1;
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

  private final long[] roundKeys = new long[ROUNDS];
  private final int mark;

  /**
   * A permutation for one cluster.
   *
   * @param key the cluster's random id, {@value #KEY_BYTES} bytes
   * @throws IllegalArgumentException if the key has another length
   */
  public InstanceField(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "the key has " + key.length + " bytes, it must have " + KEY_BYTES);
    }
    ByteBuffer halves = ByteBuffer.wrap(key);
    long high = halves.getLong();
    long low = halves.getLong();
    for (int round = 0; round < ROUNDS; round++) {
      roundKeys[round] = mix(mix(high + (round + 1) * GOLDEN_RATIO) ^ low);
    }
    this.mark =
        (int) (mix(mix(high + (ROUNDS + 1) * GOLDEN_RATIO) ^ low) >>> (Long.SIZE - MARK_BITS));
  }

  /** {@value #MARK_BITS} bits that other clusters seldom have too, made of the key. */
  public int mark() {
    return mark;
  }

  /**
   * The instance field of an incarnation.
   *
   * @throws IllegalArgumentException if the number needs more than 28 bits: the cluster has used up
   *     its incarnations
   */
  public int encode(long incarnation) {
    checkFits("incarnation", incarnation, INSTANCE_BITS);
    int left = (int) (incarnation >>> HALF_BITS);
    int right = (int) (incarnation & HALF_MASK);
    for (int round = 0; round < ROUNDS; round++) {
      int mixed = left ^ scatter(round, right);
      left = right;
      right = mixed;
    }
    return (left << HALF_BITS) | right;
  }

  /**
   * The incarnation that has this instance field.
   *
   * @throws IllegalArgumentException if the field needs more than 28 bits
   */
  public int decode(int field) {
    checkFits("instance field", field, INSTANCE_BITS);
    int left = field >>> HALF_BITS;
    int right = field & HALF_MASK;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      int mixed = right ^ scatter(round, left);
      right = left;
      left = mixed;
    }
    return (left << HALF_BITS) | right;
  }

  private int scatter(int round, int half) {
    return (int) (mix(roundKeys[round] + half * GOLDEN_RATIO) >>> (Long.SIZE - HALF_BITS));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014; constants of Stafford's Mix13). */
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }
}
