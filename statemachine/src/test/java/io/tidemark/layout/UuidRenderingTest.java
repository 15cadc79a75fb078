package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.uuid.codec.StandardStringCodec;
import com.github.f4b6a3.uuid.codec.UrnCodec;
import com.github.f4b6a3.uuid.codec.base.Base16Codec;
import com.github.f4b6a3.uuid.codec.base.Base58BtcCodec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class UuidRenderingTest {

  private static final Base58BtcCodec BASE58 = new Base58BtcCodec();
  private static final long MOST = 0x017F_22E2_79B0_7CC3L;
  private static final long LEAST = 0x98C4_DC0C_0C07_398FL;

  private static String judged(UuidRendering rendering, UUID uuid) {
    return switch (rendering) {
      case CANONICAL -> StandardStringCodec.INSTANCE.encode(uuid);
      case NO_DASHES -> Base16Codec.INSTANCE.encode(uuid);
      case UPPER_CASE -> StandardStringCodec.INSTANCE.encode(uuid).toUpperCase(Locale.ROOT);
      case BASE58 -> BASE58.encode(uuid);
      case URN -> UrnCodec.INSTANCE.encode(uuid);
    };
  }

  @Property
  void every_rendering_is_that_of_uuid_creator_and_reads_back(
      @ForAll long most, @ForAll long least) {
    for (UuidRendering rendering : UuidRendering.values()) {
      String text = rendering.format(most, least);

      assertEquals(judged(rendering, new UUID(most, least)), text);
      assertEquals(Optional.of(new Bits128(most, least)), rendering.parse(text));
      assertEquals(Optional.of(new Bits128(most, least)), UuidRendering.parseAny(text));
    }
  }

  @Property
  void bits_and_texts_have_one_order(
      @ForAll long most, @ForAll long least, @ForAll long otherMost, @ForAll long otherLeast) {
    int byBits = new Bits128(most, least).compareTo(new Bits128(otherMost, otherLeast));
    for (UuidRendering rendering : UuidRendering.values()) {
      int byText = rendering.format(most, least).compareTo(rendering.format(otherMost, otherLeast));

      assertEquals(Integer.signum(byText), Integer.signum(byBits), rendering.name());
    }
  }

  @Example
  void one_uuid_in_all_renderings() {
    assertEquals(
        List.of(
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "017f22e279b07cc398c4dc0c0c07398f",
            "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
            "1BihbxwwQ4NZZpKRH9JDCz",
            "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f"),
        List.of(UuidRendering.values()).stream().map(r -> r.format(MOST, LEAST)).toList());
  }

  @Example
  void base58_is_22_digits_wide_from_the_least_to_the_greatest() {
    assertEquals("1".repeat(22), UuidRendering.BASE58.format(0, 0));
    assertEquals("YcVfxkQb6JRzqk5kF2tNLv", UuidRendering.BASE58.format(-1, -1));
    assertEquals(Optional.empty(), UuidRendering.BASE58.parse("YcVfxkQb6JRzqk5kF2tNLw"));
    assertEquals(Optional.empty(), UuidRendering.BASE58.parse("z".repeat(22)));
  }

  @Example
  void what_no_rendering_writes_is_refused() {
    for (String text :
        List.of(
            "",
            "1".repeat(21),
            "1".repeat(23),
            "0" + "1".repeat(21),
            "017f22e279b07cc398c4dc0c0c07398",
            "017f22e279b07cc398c4dc0c0c07398g",
            "017f22e2-79b07cc398c4dc0c0c07398f",
            "urn:uuid:017f22e279b07cc398c4dc0c0c07398f",
            "urn:uuid017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}")) {
      assertTrue(UuidRendering.parseAny(text).isEmpty(), text);
    }
  }
}
