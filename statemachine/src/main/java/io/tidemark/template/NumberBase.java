package io.tidemark.template;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** How a number is written. The words of the templates are the names in lower case. */
public enum NumberBase {
  BASE10("0123456789"),
  BASE16("0123456789ABCDEF"),
  /** Crockford's: no I, L, O, U. */
  BASE32("0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
  BASE36("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  /** Bitcoin's: no 0, I, O, l. */
  BASE58("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
  BASE62("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

  private final String symbols;

  NumberBase(String symbols) {
    this.symbols = symbols;
  }

  /** The base that a template names. */
  static Optional<NumberBase> of(String word) {
    return Arrays.stream(values()).filter(base -> base.word().equals(word)).findFirst();
  }

  /** How a template names it. */
  public String word() {
    return "base" + radix();
  }

  /** How many symbols there are. */
  public int radix() {
    return symbols.length();
  }

  AsciiSet alphabet() {
    return AsciiSet.of(symbols);
  }

  char symbol(int digit) {
    return symbols.charAt(digit);
  }

  /** The digit that a symbol stands for; -1 if it is none. */
  int digit(char symbol) {
    return symbols.indexOf(symbol);
  }

  /** How many numbers have no more symbols than that; {@link Long#MAX_VALUE} if more. */
  public long capacity(int width) {
    long capacity = 1;
    for (int i = 0; i < width; i++) {
      if (capacity > Long.MAX_VALUE / radix()) {
        return Long.MAX_VALUE;
      }
      capacity *= radix();
    }
    return capacity;
  }

  /** How many symbols 2^63 - 1 has, the most of any number. */
  int widthMax() {
    int width = 1;
    for (long rest = Long.MAX_VALUE / radix(); rest > 0; rest /= radix()) {
      width++;
    }
    return width;
  }

  /** Writes a number, padded to a width with the symbol of 0. */
  void append(StringBuilder text, long number, int widthMin) {
    int begin = text.length();
    long rest = number;
    do {
      text.append(symbol((int) (rest % radix())));
      rest /= radix();
    } while (rest > 0);
    while (text.length() - begin < widthMin) {
      text.append(symbol(0));
    }
    for (int i = begin, j = text.length() - 1; i < j; i++, j--) {
      char swapped = text.charAt(i);
      text.setCharAt(i, text.charAt(j));
      text.setCharAt(j, swapped);
    }
  }

  /** Whether the text has symbols of this base alone. */
  boolean parsesEach(CharSequence text) {
    return text.chars().allMatch(c -> digit((char) c) >= 0);
  }

  /** Reads what {@link #append} writes; empty for other symbols, or if 2^63 - 1 is exceeded. */
  OptionalLong parse(CharSequence text) {
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = digit(text.charAt(i));
      if (digit < 0 || number > (Long.MAX_VALUE - digit) / radix()) {
        return OptionalLong.empty();
      }
      number = number * radix() + digit;
    }
    return OptionalLong.of(number);
  }
}
