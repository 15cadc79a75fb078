package io.tidemark.layout;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a TypeID (specification 0.3): a prefix, an underscore, and the bits of a UUID in 26
 * symbols of base 32, lower case. Without a prefix there is no underscore.
 */
public final class TypeIdText {

  /** The most characters of a prefix. */
  public static final int PREFIX_LENGTH_MAX = 63;

  private static final char SEPARATOR = '_';

  private TypeIdText() {}

  /**
   * A text, taken apart.
   *
   * @param prefix may be empty
   * @param uuid the bits of the UUID
   */
  public record Parts(String prefix, Bits128 uuid) {}

  /** Whether a prefix matches {@code ([a-z]([a-z_]*[a-z])?)?} and is not too long. */
  public static boolean isPrefix(String text) {
    if (text.isEmpty()) {
      return true;
    }
    return text.length() <= PREFIX_LENGTH_MAX
        && text.charAt(0) != SEPARATOR
        && text.charAt(text.length() - 1) != SEPARATOR
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == SEPARATOR);
  }

  /**
   * The text of a UUID given by its halves.
   *
   * @param prefix one that {@link #isPrefix}
   */
  public static String format(String prefix, long most, long least) {
    int start = prefix.isEmpty() ? 0 : prefix.length() + 1;
    byte[] text = new byte[start + UlidText.LENGTH];
    if (start > 0) {
      System.arraycopy(prefix.getBytes(StandardCharsets.ISO_8859_1), 0, text, 0, start - 1);
      text[start - 1] = SEPARATOR;
    }
    UlidText.writeLowerCase(most, least, text, start);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads what {@link #format} writes, for UUIDs of every version. Strict, as the specification
   * asks: no upper case, no symbol for another.
   */
  public static Optional<Parts> parse(String text) {
    int start = text.length() - UlidText.LENGTH;
    if (start < 0 || start == 1 || (start > 0 && text.charAt(start - 1) != SEPARATOR)) {
      return Optional.empty();
    }
    String prefix = start == 0 ? "" : text.substring(0, start - 1);
    String suffix = text.substring(start);
    return isPrefix(prefix) && suffix.chars().allMatch(TypeIdText::isStrict)
        ? UlidText.parse(suffix).map(uuid -> new Parts(prefix, uuid))
        : Optional.empty();
  }

  /** Whether a symbol stands for itself only, if it is one of base 32 at all. */
  private static boolean isStrict(int symbol) {
    return !(symbol >= 'A' && symbol <= 'Z') && symbol != 'i' && symbol != 'l' && symbol != 'o';
  }
}
