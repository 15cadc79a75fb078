package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UuidTextTest {

  @Property
  void the_text_is_the_jdks_and_reads_back_in_either_case(@ForAll long most, @ForAll long least) {
    String text = UuidText.format(most, least);

    assertEquals(new UUID(most, least).toString(), text);
    assertEquals(Optional.of(new Bits128(most, least)), UuidText.parse(text));
    assertEquals(
        Optional.of(new Bits128(most, least)), UuidText.parse(text.toUpperCase(Locale.ROOT)));
  }

  @Property
  void bits_and_texts_have_one_order(
      @ForAll long most, @ForAll long least, @ForAll long otherMost, @ForAll long otherLeast) {
    int byBits = new Bits128(most, least).compareTo(new Bits128(otherMost, otherLeast));
    int byText = UuidText.format(most, least).compareTo(UuidText.format(otherMost, otherLeast));

    assertEquals(Integer.signum(byText), Integer.signum(byBits));
  }

  @Example
  void writing_touches_its_own_36_bytes_only() {
    byte[] target = "[------------------------------------]".getBytes(StandardCharsets.US_ASCII);

    UuidText.write(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L, target, 1);

    assertArrayEquals(
        "[01234567-89ab-cdef-fedc-ba9876543210]".getBytes(StandardCharsets.US_ASCII), target);
  }

  @Example
  void anything_but_36_well_placed_characters_is_refused() {
    for (String text :
        List.of(
            "",
            "1-1-1-1-1",
            "017f22e279b07cc398c4dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
            "017f22e27-9b0-7cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c-7398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398\u0666",
            "+17f22e2-79b0-7cc3-98c4-dc0c0c07398f")) {
      assertEquals(Optional.empty(), UuidText.parse(text), text);
    }
  }

  @Example
  void only_the_rfcs_variant_has_a_version() {
    Bits128 ours = UuidText.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f").orElseThrow();
    Bits128 ncs = UuidText.parse("017f22e2-79b0-7cc3-58c4-dc0c0c07398f").orElseThrow();
    Bits128 microsoft = UuidText.parse("017f22e2-79b0-7cc3-d8c4-dc0c0c07398f").orElseThrow();

    assertEquals(7, UuidText.version(ours));
    assertEquals(-1, UuidText.version(ncs));
    assertEquals(-1, UuidText.version(microsoft));
  }
}
