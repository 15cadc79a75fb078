package io.tidemark.layout;

import java.util.HexFormat;
import java.util.Optional;

/** The text of an ObjectID: 24 hexadecimal digits, lower case. */
public final class ObjectIdText {

  /** Length of the text. */
  public static final int LENGTH = 24;

  private static final int MOST_LENGTH = 16;
  private static final HexFormat HEX = HexFormat.of();

  private ObjectIdText() {}

  /**
   * The 96 bits.
   *
   * @param most the 64 most significant ones
   * @param least the 32 least significant ones
   */
  public record Parts(long most, int least) {}

  /** The text of an ObjectID. */
  public static String format(long most, int least) {
    return HEX.toHexDigits(most).concat(HEX.toHexDigits(least));
  }

  /** Reads 24 digits of either case; empty for anything else. */
  public static Optional<Parts> parse(String text) {
    return text.length() == LENGTH && text.chars().allMatch(HexFormat::isHexDigit)
        ? Optional.of(
            new Parts(
                HexFormat.fromHexDigitsToLong(text, 0, MOST_LENGTH),
                HexFormat.fromHexDigits(text, MOST_LENGTH, LENGTH)))
        : Optional.empty();
  }
}
