package io.tidemark.layout;

import java.util.Optional;

/**
 * The text of a KSUID: its 160 bits in 27 digits of base 62. Its order as text is the unsigned
 * order of the bits.
 */
public final class KsuidText {

  /** Length of the text. */
  public static final int LENGTH = 27;

  private static final RadixText TEXT =
      new RadixText("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", LENGTH, 5);

  private KsuidText() {}

  /**
   * A KSUID, taken apart.
   *
   * @param seconds since KSUID's epoch, 0 to 2^32 - 1
   */
  public record Parts(long seconds, Bits128 payload) {}

  /**
   * The text of a KSUID.
   *
   * @param seconds since KSUID's epoch
   * @param most the 64 most significant bits of the payload
   * @param least the 64 least significant bits of the payload
   * @throws IllegalArgumentException if the seconds need more than 32 bits
   */
  public static String format(long seconds, long most, long least) {
    Anatomy.checkFits("seconds", seconds, KsuidLayout.SECONDS_BITS);
    return TEXT.format(
        new int[] {
          (int) seconds, (int) (most >>> 32), (int) most, (int) (least >>> 32), (int) least
        });
  }

  /** Reads 27 digits; empty for anything else, and for what is larger than 160 bits. */
  public static Optional<Parts> parse(String text) {
    return TEXT.parse(text)
        .map(
            words ->
                new Parts(
                    Integer.toUnsignedLong(words[0]),
                    new Bits128(joined(words[1], words[2]), joined(words[3], words[4]))));
  }

  private static long joined(int high, int low) {
    return ((long) high << Integer.SIZE) | Integer.toUnsignedLong(low);
  }
}
