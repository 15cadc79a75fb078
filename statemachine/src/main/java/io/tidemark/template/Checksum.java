package io.tidemark.template;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A check over what is printed before it. Characters outside of its alphabet, such as the letters
 * of a prefix before a Luhn digit, and hyphens, are passed over.
 */
public enum Checksum {
  /** ISO/IEC 7812-1: one digit; detects every wrong digit, and swaps of neighbours but 09. */
  LUHN(1, "0123456789") {
    @Override
    String over(CharSequence text) {
      int sum = 0;
      boolean doubled = true;
      for (int i = text.length() - 1; i >= 0; i--) {
        int digit = digit(text.charAt(i));
        if (digit < 0) {
          continue;
        }
        int weighted = doubled ? 2 * digit : digit;
        sum += weighted > 9 ? weighted - 9 : weighted;
        doubled = !doubled;
      }
      return Integer.toString((10 - sum % 10) % 10);
    }
  },
  /**
   * ISO/IEC 7064, MOD 97-10: two digits, over digits and letters (A as 10 to Z as 35, as IBAN and
   * LEI do; upper and lower case are the same).
   */
  MOD97(2, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") {
    @Override
    String over(CharSequence text) {
      int rest = 0;
      for (int i = 0; i < text.length(); i++) {
        int value = letterOrDigit(text.charAt(i));
        if (value >= 0) {
          rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
        }
      }
      int check = 98 - rest * 100 % 97;
      return check < 10 ? "0" + check : Integer.toString(check);
    }
  },
  /** Damm (2004): one digit; detects every wrong digit and every swap of neighbours. */
  DAMM(1, "0123456789") {
    @Override
    String over(CharSequence text) {
      int interim = 0;
      for (int i = 0; i < text.length(); i++) {
        int digit = digit(text.charAt(i));
        if (digit >= 0) {
          interim = DAMM_TABLE[interim].charAt(digit) - '0';
        }
      }
      return Integer.toString(interim);
    }
  },
  /** Verhoeff (1969): one digit; detects every wrong digit and every swap of neighbours. */
  VERHOEFF(1, "0123456789") {
    @Override
    String over(CharSequence text) {
      int product = 0;
      int place = 1;
      for (int i = text.length() - 1; i >= 0; i--) {
        int digit = digit(text.charAt(i));
        if (digit < 0) {
          continue;
        }
        product = times(product, permuted(place, digit));
        place++;
      }
      return Integer.toString(inverse(product));
    }
  };

  /** Damm's quasigroup of order 10, weakly totally antisymmetric. */
  private static final String[] DAMM_TABLE = {
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"
  };

  /** Verhoeff's permutation; place n uses its n-th power. */
  private static final String VERHOEFF_PERMUTATION = "1576283094";

  private static final int VERHOEFF_PERIOD = 8;

  private final int width;
  private final String alphabet;

  Checksum(int width, String alphabet) {
    this.width = width;
    this.alphabet = alphabet;
  }

  /** The checksum that a template names. */
  static Optional<Checksum> of(String word) {
    return Arrays.stream(values()).filter(check -> check.word().equals(word)).findFirst();
  }

  /** How a template names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many digits it prints. */
  int width() {
    return width;
  }

  /** What it takes note of. */
  AsciiSet alphabet() {
    return AsciiSet.of(alphabet);
  }

  /** The digits to print after a text. */
  abstract String over(CharSequence text);

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : -1;
  }

  private static int letterOrDigit(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : digit(c);
  }

  /** The product in the dihedral group of order 10: 0 to 4 are rotations, 5 to 9 reflections. */
  private static int times(int a, int b) {
    int turn = a < 5 ? a + b % 5 : a - b % 5 + 5;
    return turn % 5 + ((a < 5) == (b < 5) ? 0 : 5);
  }

  private static int inverse(int a) {
    return a < 5 ? (5 - a) % 5 : a;
  }

  private static int permuted(int place, int digit) {
    int permuted = digit;
    for (int i = 0; i < place % VERHOEFF_PERIOD; i++) {
      permuted = VERHOEFF_PERMUTATION.charAt(permuted) - '0';
    }
    return permuted;
  }
}
