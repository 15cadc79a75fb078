package io.tidemark.layout;

import java.nio.charset.StandardCharsets;

/**
 * The text of a {@code nanoid}: 21 symbols that are safe in a URL, 126 random bits. Unique by
 * probability only; the random numbers must come from a cryptographic source.
 */
public final class NanoIdText {

  /** Length of the text. */
  public static final int LENGTH = 21;

  private static final byte[] SYMBOLS =
      "_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
          .getBytes(StandardCharsets.ISO_8859_1);

  /** So many symbols take all but the lowest 4 bits of a {@code long}. */
  private static final int SYMBOLS_PER_LONG = 10;

  private NanoIdText() {}

  /** The text that uses all but 2 of the given 128 random bits. */
  public static String format(long random, long moreRandom) {
    byte[] text = new byte[LENGTH];
    long first = random;
    long second = moreRandom;
    for (int i = 0; i < SYMBOLS_PER_LONG; i++) {
      text[i] = SYMBOLS[(int) (first >>> 58)];
      text[i + SYMBOLS_PER_LONG] = SYMBOLS[(int) (second >>> 58)];
      first <<= 6;
      second <<= 6;
    }
    // What is left of both, 4 bits each, in their highest bits.
    text[LENGTH - 1] = SYMBOLS[(int) ((first >>> 58) | (second >>> 62))];
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Whether a text has the form of a NanoID. */
  public static boolean matches(String text) {
    return text.length() == LENGTH && text.chars().allMatch(NanoIdText::isSymbol);
  }

  private static boolean isSymbol(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '-';
  }
}
