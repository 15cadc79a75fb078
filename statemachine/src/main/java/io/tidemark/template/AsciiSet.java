package io.tidemark.template;

/**
 * A set of ASCII characters.
 *
 * @param low a bit for each of the characters 0 to 63
 * @param high a bit for each of the characters 64 to 127
 */
record AsciiSet(long low, long high) {

  static final AsciiSet DIGITS = of("0123456789");

  static AsciiSet of(String characters) {
    long low = 0;
    long high = 0;
    for (int i = 0; i < characters.length(); i++) {
      char c = characters.charAt(i);
      if (c < 64) {
        low |= 1L << c;
      } else if (c < 128) {
        high |= 1L << (c - 64);
      } else {
        throw new IllegalArgumentException("character %d is not ASCII".formatted((int) c));
      }
    }
    return new AsciiSet(low, high);
  }

  boolean contains(char c) {
    return c < 64 ? (low >>> c & 1) != 0 : c < 128 && (high >>> (c - 64) & 1) != 0;
  }

  boolean isDisjointFrom(AsciiSet other) {
    return (low & other.low) == 0 && (high & other.high) == 0;
  }

  boolean isWithin(AsciiSet other) {
    return (low & ~other.low) == 0 && (high & ~other.high) == 0;
  }
}
