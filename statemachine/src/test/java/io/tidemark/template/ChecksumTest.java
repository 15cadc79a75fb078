package io.tidemark.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors as published; what each check promises to detect, by trying. */
class ChecksumTest {

  @ParameterizedTest
  @CsvSource({
    // ISO/IEC 7812-1: the example of Luhn's patent as commonly quoted, and card test numbers.
    "LUHN, 7992739871, 3",
    "LUHN, 453914880343646, 7",
    "LUHN, 37828224631000, 5",
    "LUHN, ORD-7992739871, 3",
    // ISO/IEC 7064: its example; an IBAN (country moved to the end); a LEI.
    "MOD97, 794, 44",
    "MOD97, WEST12345698765432GB, 82",
    "MOD97, 5493001KJTIIGC8Y1R, 12",
    "MOD97, 5493-001k-jtii-gc8y-1r, 12",
    // Damm's thesis, as commonly quoted.
    "DAMM, 572, 4",
    // Verhoeff.
    "VERHOEFF, 236, 3",
    "VERHOEFF, 12345, 1",
    "VERHOEFF, 142857, 0"
  })
  void a_published_vector_has_its_check(Checksum checksum, String text, String check) {
    assertEquals(check, checksum.over(text));
  }

  @Property
  void one_wrong_digit_is_noticed(
      @ForAll Checksum checksum,
      @ForAll @LongRange(min = 0) long number,
      @ForAll @IntRange(max = 18) int place,
      @ForAll @IntRange(min = 1, max = 9) int change) {
    String text = "%019d".formatted(number);
    int digit = text.charAt(place) - '0';
    String wrong = text.substring(0, place) + (digit + change) % 10 + text.substring(place + 1);
    assertNotEquals(checksum.over(text), checksum.over(wrong));
  }

  @Property
  void two_swapped_digits_are_noticed_but_for_0_and_9_by_luhn(
      @ForAll Checksum checksum,
      @ForAll @LongRange(min = 0) long number,
      @ForAll @IntRange(max = 17) int place) {
    String text = "%019d".formatted(number);
    char a = text.charAt(place);
    char b = text.charAt(place + 1);
    boolean blind = checksum == Checksum.LUHN && Math.abs(a - b) == 9;
    if (a == b || blind) {
      return;
    }
    String wrong = text.substring(0, place) + b + a + text.substring(place + 2);
    assertNotEquals(checksum.over(text), checksum.over(wrong));
  }
}
