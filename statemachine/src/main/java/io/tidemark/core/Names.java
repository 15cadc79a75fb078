package io.tidemark.core;

/**
 * The one grammar of names: {@code [a-z0-9][a-z0-9._-]{0,62}}, so that a name is a safe path
 * segment and key part.
 */
final class Names {

  static final int LENGTH_MAX = 63;

  private Names() {}

  static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX || !isAlphanumeric(text.charAt(0))) {
      return false;
    }
    return text.chars().allMatch(c -> isAlphanumeric(c) || c == '.' || c == '_' || c == '-');
  }

  static void require(String what, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          "%s name '%s' must have 1 to 63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit"
              .formatted(what, text));
    }
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
