package io.tidemark.layout;

import java.util.Locale;
import java.util.Optional;

/** How the 128 bits of a UUID are written. Every rendering has the order of the bits. */
public enum UuidRendering {
  /** 36 characters, lower case (RFC 9562 section 4). */
  CANONICAL {
    @Override
    public String format(long most, long least) {
      return UuidText.format(most, least);
    }

    @Override
    public Optional<Bits128> parse(String text) {
      return UuidText.parse(text);
    }
  },

  /** The 32 digits, lower case. */
  NO_DASHES {
    @Override
    public String format(long most, long least) {
      return UuidText.formatDigits(most, least);
    }

    @Override
    public Optional<Bits128> parse(String text) {
      return UuidText.parseDigits(text);
    }
  },

  /** As {@link #CANONICAL}, in upper case. */
  UPPER_CASE {
    @Override
    public String format(long most, long least) {
      return UuidText.format(most, least).toUpperCase(Locale.ROOT);
    }

    @Override
    public Optional<Bits128> parse(String text) {
      return UuidText.parse(text);
    }
  },

  /** 22 digits of base 58 in Bitcoin's alphabet, with leading zeros (the digit 1). */
  BASE58 {
    @Override
    public String format(long most, long least) {
      return BASE58_TEXT.format(
          new int[] {(int) (most >>> 32), (int) most, (int) (least >>> 32), (int) least});
    }

    @Override
    public Optional<Bits128> parse(String text) {
      return BASE58_TEXT
          .parse(text)
          .map(words -> new Bits128(joined(words[0], words[1]), joined(words[2], words[3])));
    }
  },

  /** {@code urn:uuid:} and the canonical text (RFC 9562 section 4). */
  URN {
    @Override
    public String format(long most, long least) {
      return URN_PREFIX + UuidText.format(most, least);
    }

    @Override
    public Optional<Bits128> parse(String text) {
      return text.regionMatches(true, 0, URN_PREFIX, 0, URN_PREFIX.length())
          ? UuidText.parse(text.substring(URN_PREFIX.length()))
          : Optional.empty();
    }
  };

  private static final String URN_PREFIX = "urn:uuid:";

  private static final RadixText BASE58_TEXT =
      new RadixText("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 22, 4);

  /** The text of a UUID given by its halves. */
  public abstract String format(long most, long least);

  /**
   * Reads what {@link #format} writes, digits and letters of hexadecimal numbers and of the URN's
   * beginning in either case.
   */
  public abstract Optional<Bits128> parse(String text);

  /** Reads a UUID in whatever rendering. */
  public static Optional<Bits128> parseAny(String text) {
    for (UuidRendering rendering : values()) {
      Optional<Bits128> uuid = rendering.parse(text);
      if (uuid.isPresent()) {
        return uuid;
      }
    }
    return Optional.empty();
  }

  private static long joined(int high, int low) {
    return ((long) high << Integer.SIZE) | (low & 0xFFFF_FFFFL);
  }
}
