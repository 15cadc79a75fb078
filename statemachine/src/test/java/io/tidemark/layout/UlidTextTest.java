package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.ulid.Ulid;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UlidTextTest {

  @Property
  void the_text_is_ulid_creators_and_reads_back_in_either_case(
      @ForAll long most, @ForAll long least) {
    String text = UlidText.format(most, least);

    assertEquals(new Ulid(most, least).toString(), text);
    assertEquals(Optional.of(new Bits128(most, least)), UlidText.parse(text));
    assertEquals(
        Optional.of(new Bits128(most, least)), UlidText.parse(text.toLowerCase(Locale.ROOT)));
  }

  @Property
  void bits_and_texts_have_one_order(
      @ForAll long most, @ForAll long least, @ForAll long otherMost, @ForAll long otherLeast) {
    int byBits = new Bits128(most, least).compareTo(new Bits128(otherMost, otherLeast));
    int byText = UlidText.format(most, least).compareTo(UlidText.format(otherMost, otherLeast));

    assertEquals(Integer.signum(byText), Integer.signum(byBits));
  }

  @Example
  void the_examples_of_the_specification_are_read() {
    assertEquals(1_469_918_176_385L, millis("01ARYZ6S410000000000000000"));
    Bits128 first = UlidText.parse("01BX5ZZKBKACTAV9WEVGEMMVRZ").orElseThrow();
    Bits128 second = UlidText.parse("01BX5ZZKBKACTAV9WEVGEMMVS0").orElseThrow();

    assertEquals(UlidLayout.millis(first), UlidLayout.millis(second));
    assertEquals(first.most(), second.most());
    assertEquals(first.least() + 1, second.least());
    assertTrue(first.compareTo(second) < 0);
  }

  @Example
  void the_largest_ulid_is_2_to_the_128_less_1_and_larger_texts_are_refused() {
    assertEquals(Optional.of(new Bits128(-1, -1)), UlidText.parse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    assertEquals(281_474_976_710_655L, millis("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    assertEquals(Optional.empty(), UlidText.parse("80000000000000000000000000"));
    assertEquals(Optional.empty(), UlidText.parse("ZZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  }

  @Example
  void letters_that_look_like_digits_are_read_as_those() {
    Optional<Bits128> plain = UlidText.parse("01ARZ3NDEKTSV4RRFFQ6110110");

    assertEquals(plain, UlidText.parse("OlARZ3NDEKTSV4RRFFQ6ILoiLO"));
    assertTrue(plain.isPresent());
  }

  @Example
  void anything_but_26_symbols_is_refused() {
    for (String text :
        List.of(
            "",
            "01ARZ3NDEKTSV4RRFFQ69G5FA",
            "01ARZ3NDEKTSV4RRFFQ69G5FAVV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAU",
            "01ARZ3NDEK-SV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FA ",
            "01ARZ3NDEKTSV4RRFFQ69G5FA\u0661")) {
      assertEquals(Optional.empty(), UlidText.parse(text), text);
    }
  }

  @Example
  void writing_touches_its_own_26_bytes_only() {
    byte[] target = "[..........................]".getBytes(StandardCharsets.US_ASCII);

    UlidText.write(-1, -1, target, 1);

    assertArrayEquals("[7ZZZZZZZZZZZZZZZZZZZZZZZZZ]".getBytes(StandardCharsets.US_ASCII), target);
  }

  private static long millis(String text) {
    return UlidLayout.millis(UlidText.parse(text).orElseThrow());
  }
}
