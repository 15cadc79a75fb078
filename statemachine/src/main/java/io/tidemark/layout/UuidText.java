package io.tidemark.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The canonical text of a UUID (RFC 9562 section 4): 36 characters, lower case. Its order as text
 * is the unsigned order of the bits.
 */
public final class UuidText {

  /** Length of the text, in characters and in bytes. */
  public static final int LENGTH = 36;

  /** Length of the digits without the hyphens. */
  public static final int DIGITS_LENGTH = 32;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] VALUES = new byte[128];
  private static final int INVALID = -1;

  static {
    Arrays.fill(VALUES, (byte) INVALID);
    for (int value = 0; value < DIGITS.length; value++) {
      VALUES[DIGITS[value]] = (byte) value;
      VALUES[Character.toUpperCase(DIGITS[value])] = (byte) value;
    }
  }

  private UuidText() {}

  /** The text of a UUID given by its halves. */
  public static String format(long most, long least) {
    byte[] text = new byte[LENGTH];
    write(most, least, text, 0);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes the {@value #LENGTH} ASCII characters of a UUID from {@code target[offset]} on. */
  public static void write(long most, long least, byte[] target, int offset) {
    writeDigits(most >>> 32, 8, target, offset);
    target[offset + 8] = '-';
    writeDigits(most >>> 16, 4, target, offset + 9);
    target[offset + 13] = '-';
    writeDigits(most, 4, target, offset + 14);
    target[offset + 18] = '-';
    writeDigits(least >>> 48, 4, target, offset + 19);
    target[offset + 23] = '-';
    writeDigits(least, 12, target, offset + 24);
  }

  /** The 32 digits of a UUID given by its halves, lower case, without hyphens. */
  public static String formatDigits(long most, long least) {
    byte[] text = new byte[DIGITS_LENGTH];
    writeDigits(most, 16, text, 0);
    writeDigits(least, 16, text, 16);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Reads 36 characters of either case; empty for anything else, shortened groups included. */
  public static Optional<Bits128> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    for (int hyphen = 8; hyphen <= 23; hyphen += 5) {
      if (text.charAt(hyphen) != '-') {
        return Optional.empty();
      }
    }
    return parseDigits(text.replace("-", "")); // Too few digits if there are more hyphens.
  }

  /** Reads 32 digits of either case without hyphens; empty for anything else. */
  public static Optional<Bits128> parseDigits(String text) {
    if (text.length() != DIGITS_LENGTH) {
      return Optional.empty();
    }
    long most = 0;
    long least = 0;
    for (int i = 0; i < DIGITS_LENGTH; i++) {
      char character = text.charAt(i);
      int value = character < VALUES.length ? VALUES[character] : INVALID;
      if (value == INVALID) {
        return Optional.empty();
      }
      most = (most << 4) | (least >>> 60);
      least = (least << 4) | value;
    }
    return Optional.of(new Bits128(most, least));
  }

  /** The version of a UUID of the RFC's variant (section 4.1), 0 to 15; -1 for other variants. */
  public static int version(Bits128 uuid) {
    return uuid.least() >>> 62 == 0b10 ? (int) ((uuid.most() >>> 12) & 0xF) : -1;
  }

  private static void writeDigits(long bits, int count, byte[] target, int offset) {
    long rest = bits;
    for (int i = offset + count - 1; i >= offset; i--) {
      target[i] = DIGITS[(int) (rest & 0xF)];
      rest >>>= 4;
    }
  }
}
