package io.tidemark.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The text of fixed width of large unsigned numbers in a base that is no power of two. If the
 * alphabet rises in ASCII, the order of the texts is that of the numbers.
 */
final class RadixText {

  /** So many digits are split off by one division of the whole number. */
  private static final int CHUNK_DIGITS = 5;

  private static final long WORD_MASK = 0xFFFF_FFFFL;
  private static final int INVALID = -1;

  private final byte[] symbols;
  private final byte[] values = new byte[128];
  private final int length;
  private final int words;
  private final long chunkBase;

  /**
   * A format of numbers.
   *
   * @param alphabet the digits, lowest first; at most 73, so that a chunk of them fits in 31 bits
   * @param length characters of a text; enough for the largest number
   * @param words 32-bit words of a number
   */
  RadixText(String alphabet, int length, int words) {
    this.symbols = alphabet.getBytes(StandardCharsets.ISO_8859_1);
    this.length = length;
    this.words = words;
    long base = symbols.length;
    this.chunkBase = base * base * base * base * base;
    Arrays.fill(values, (byte) INVALID);
    for (int value = 0; value < symbols.length; value++) {
      values[symbols[value]] = (byte) value;
    }
  }

  /**
   * The text of a number.
   *
   * @param number its words, most significant first; left as zero
   */
  String format(int[] number) {
    byte[] text = new byte[length];
    int position = length;
    while (position > 0) {
      long chunk = divide(number);
      for (int digit = 0; digit < CHUNK_DIGITS && position > 0; digit++) {
        text[--position] = symbols[(int) (chunk % symbols.length)];
        chunk /= symbols.length;
      }
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** The words of a text; empty if it is not one of the format, or its number is too large. */
  Optional<int[]> parse(String text) {
    if (text.length() != length) {
      return Optional.empty();
    }
    int[] number = new int[words];
    for (int i = 0; i < length; i++) {
      char character = text.charAt(i);
      int value = character < values.length ? values[character] : INVALID;
      if (value == INVALID || appended(number, value) != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(number);
  }

  /** Divides the number in place and returns the remainder. */
  private long divide(int[] number) {
    long remainder = 0;
    for (int i = 0; i < words; i++) {
      long dividend = (remainder << Integer.SIZE) | (number[i] & WORD_MASK);
      number[i] = (int) (dividend / chunkBase);
      remainder = dividend % chunkBase;
    }
    return remainder;
  }

  /** Appends a digit to the number in place and returns what does not fit. */
  private long appended(int[] number, int value) {
    long carry = value;
    for (int i = words - 1; i >= 0; i--) {
      long product = (number[i] & WORD_MASK) * symbols.length + carry;
      number[i] = (int) product;
      carry = product >>> Integer.SIZE;
    }
    return carry;
  }
}
