package io.tidemark.node.opaque;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermutationTest {

  private static final byte[] SECRET = HexFormat.of().parseHex("2b7e151628aed2a6".repeat(4));

  private static SequenceKey key(String namespace) {
    return new SequenceKey(SECRET, "default", namespace);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 10", "2, 10", "3, 10", "4, 10", "5, 10", "6, 10", "3, 36", "2, 58", "3, 62", "4, 32"
  })
  void every_number_of_a_small_domain_has_an_image_of_its_own(int width, int radix) {
    Permutation permutation = key("orders").permutation("", radix, width);
    int domain = (int) Math.pow(radix, width);
    BitSet images = new BitSet(domain);
    for (int number = 0; number < domain; number++) {
      int image = (int) permutation.apply(number);
      assertTrue(image >= 0 && image < domain, () -> "out of the domain: " + image);
      assertFalse(images.get(image), () -> "twice: " + image);
      images.set(image);
      if (number % 97 == 0) {
        assertEquals(number, permutation.invert(image));
      }
    }
    assertEquals(domain, images.cardinality());
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "18, 10", "8, 32", "12, 36", "10, 62"})
  void a_large_domain_is_inverted(int width, int radix) {
    Permutation permutation = key("orders").permutation("2026-11-22", radix, width);
    long domain = 1;
    for (int i = 0; i < width; i++) {
      domain *= radix;
    }
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 500; i++) {
      long number = random.nextLong(domain);
      long image = permutation.apply(number);
      assertTrue(image >= 0 && image < domain);
      assertEquals(number, permutation.invert(image));
    }
    long beyond = domain;
    assertThrows(IllegalArgumentException.class, () -> permutation.apply(beyond));
    assertThrows(IllegalArgumentException.class, () -> permutation.apply(-1));
  }

  /** NIST's examples for FF1 with AES-128, samples 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "'', 10, 0123456789, 2433477484",
    "39383736353433323130, 10, 0123456789, 6124200773",
    "3737373770717273373737, 36, 0123456789abcdefghi, a9tv40mll9kdu509eum"
  })
  void ff1_gives_the_published_examples(String tweak, int radix, String plain, String cipher) {
    byte[] key = HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c");
    byte[] digits = new byte[plain.length()];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) Character.digit(plain.charAt(i), radix);
    }
    byte[] expected = new byte[cipher.length()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) Character.digit(cipher.charAt(i), radix);
    }
    assertArrayEquals(expected, Ff1.run(true, key, HexFormat.of().parseHex(tweak), radix, digits));
  }

  @Test
  void other_names_and_other_periods_are_permuted_otherwise() {
    long[] one = images(key("orders").permutation("", 10, 6));
    assertArrayEquals(one, images(key("orders").permutation("", 10, 6)));
    assertFalse(Arrays.equals(one, images(key("parcels").permutation("", 10, 6))));
    assertFalse(Arrays.equals(one, images(key("orders").permutation("2026", 10, 6))));
    assertFalse(
        Arrays.equals(
            images(key("orders").permutation("", 10, 3)),
            images(key("orders").permutation("2026", 10, 3))));
  }

  /** Frozen: with these, IDs may have been printed. */
  @Test
  void the_permutations_never_change() {
    assertEquals(FROZEN_FF1, key("orders").permutation("2026-11-22", 10, 8).apply(1));
    assertEquals(FROZEN_SHUFFLE, key("orders").permutation("2026-11-22", 10, 3).apply(1));
  }

  @Test
  void neighbours_are_scattered() {
    long[] images = images(key("orders").permutation("", 10, 6));
    int close = 0;
    for (int i = 1; i < images.length; i++) {
      close += Math.abs(images[i] - images[i - 1]) < 1_000 ? 1 : 0;
    }
    assertTrue(close < 10, "close: " + close);
    assertNotEquals(0, images[0]);
  }

  private static final long FROZEN_FF1 = 42_938_108;
  private static final long FROZEN_SHUFFLE = 989;

  private static long[] images(Permutation permutation) {
    long[] images = new long[100];
    for (int i = 0; i < images.length; i++) {
      images[i] = permutation.apply(i);
    }
    return images;
  }
}
