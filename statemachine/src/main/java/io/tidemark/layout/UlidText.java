package io.tidemark.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The text of a ULID: 26 characters of Crockford's base 32, upper case. Its order as text is the
 * unsigned order of the bits.
 */
public final class UlidText {

  /** Length of the text, in characters and in bytes. */
  public static final int LENGTH = 26;

  private static final byte[] SYMBOLS =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] LOWER_CASE_SYMBOLS =
      "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] VALUES = new byte[128];
  private static final int INVALID = -1;

  /** 26 symbols are 130 bits: of the first one, only three are there. */
  private static final int FIRST_SYMBOL_MAX = 7;

  static {
    Arrays.fill(VALUES, (byte) INVALID);
    for (int value = 0; value < SYMBOLS.length; value++) {
      accept((char) SYMBOLS[value], value);
    }
    accept('I', 1);
    accept('L', 1);
    accept('O', 0);
  }

  private UlidText() {}

  /** The text of a ULID given by its halves. */
  public static String format(long most, long least) {
    byte[] text = new byte[LENGTH];
    write(most, least, text, 0);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Writes the {@value #LENGTH} ASCII characters of a ULID from {@code target[offset]} on. */
  public static void write(long most, long least, byte[] target, int offset) {
    write(SYMBOLS, most, least, target, offset);
  }

  /** As {@link #write}, in lower case. */
  static void writeLowerCase(long most, long least, byte[] target, int offset) {
    write(LOWER_CASE_SYMBOLS, most, least, target, offset);
  }

  /**
   * Reads 26 characters, as tolerant as Crockford asks: either case, I and L as 1, O as 0. Empty
   * for anything else, and for what is larger than 128 bits (above {@code
   * 7ZZZZZZZZZZZZZZZZZZZZZZZZZ}).
   */
  public static Optional<Bits128> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    long most = 0;
    long least = 0;
    for (int i = 0; i < LENGTH; i++) {
      char character = text.charAt(i);
      int value = character < VALUES.length ? VALUES[character] : INVALID;
      if (value == INVALID || (i == 0 && value > FIRST_SYMBOL_MAX)) {
        return Optional.empty();
      }
      most = (most << 5) | (least >>> 59);
      least = (least << 5) | value;
    }
    return Optional.of(new Bits128(most, least));
  }

  private static void accept(char symbol, int value) {
    VALUES[symbol] = (byte) value;
    VALUES[Character.toLowerCase(symbol)] = (byte) value;
  }

  private static void write(byte[] symbols, long most, long least, byte[] target, int offset) {
    writeSymbols(symbols, most >>> 1, 13, target, offset);
    target[offset + 13] = symbols[(int) (((most & 1) << 4) | (least >>> 60))];
    writeSymbols(symbols, least, 12, target, offset + 14);
  }

  private static void writeSymbols(
      byte[] symbols, long bits, int count, byte[] target, int offset) {
    long rest = bits;
    for (int i = offset + count - 1; i >= offset; i--) {
      target[i] = symbols[(int) (rest & 0x1F)];
      rest >>>= 5;
    }
  }
}
