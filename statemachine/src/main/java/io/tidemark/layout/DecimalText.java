package io.tidemark.layout;

import java.util.OptionalLong;

/**
 * The text of a {@code snowflake} and of a plain {@code sequence} value: decimal, 0 to 2^63 - 1.
 */
public final class DecimalText {

  /** Length of 2^63 - 1. */
  public static final int LENGTH_MAX = 19;

  private DecimalText() {}

  /**
   * The text of a value, without leading zeros.
   *
   * @throws IllegalArgumentException if the value is negative
   */
  public static String format(long value) {
    return Long.toString(Anatomy.checkFits("value", value, Long.SIZE - 1));
  }

  /**
   * Writes what {@link #format} gives from {@code target[offset]} on, {@value #LENGTH_MAX} ASCII
   * characters at most.
   *
   * @return the offset behind the last digit
   * @throws IllegalArgumentException if the value is negative
   */
  public static int write(long value, byte[] target, int offset) {
    long rest = Anatomy.checkFits("value", value, Long.SIZE - 1);
    int end = offset + lengthOf(value);
    int at = end;
    do {
      long tenth = rest / 10;
      target[--at] = (byte) ('0' + (rest - 10 * tenth));
      rest = tenth;
    } while (rest != 0);
    return end;
  }

  private static int lengthOf(long value) {
    int length = 1;
    for (long bound = 10; length < LENGTH_MAX && value >= bound; bound *= 10) {
      length++;
    }
    return length;
  }

  /** Reads what {@link #format} writes; empty for anything else (signs, leading zeros, spaces). */
  public static OptionalLong parse(String text) {
    int length = text.length();
    if (length == 0 || length > LENGTH_MAX || (length > 1 && text.charAt(0) == '0')) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      value = value * 10 + digit;
    }
    // 19 digits stay below 2^64, so an overflow past 2^63 shows in the sign.
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
