package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aventrix.jnanoid.jnanoid.NanoIdUtils;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NanoIdTextTest {

  private static final Set<Character> ALPHABET = new HashSet<>();

  static {
    for (char symbol : NanoIdUtils.DEFAULT_ALPHABET) {
      ALPHABET.add(symbol);
    }
  }

  @Property
  void a_text_has_the_length_and_the_symbols_of_the_library(@ForAll long first, @ForAll long next) {
    String text = NanoIdText.format(first, next);

    assertEquals(NanoIdUtils.DEFAULT_SIZE, text.length());
    assertTrue(text.chars().allMatch(c -> ALPHABET.contains((char) c)), text);
    assertTrue(NanoIdText.matches(text));
  }

  @Property
  void each_of_126_bits_changes_the_text(
      @ForAll long first,
      @ForAll long next,
      @ForAll @IntRange(max = 63) int bit,
      @ForAll @IntRange(min = 2, max = 63) int nextBit) {
    String text = NanoIdText.format(first, next);

    assertNotEquals(text, NanoIdText.format(first ^ (1L << bit), next));
    assertNotEquals(text, NanoIdText.format(first, next ^ (1L << nextBit)));
  }

  @Example
  void every_symbol_of_the_alphabet_occurs_at_every_place() {
    for (int place = 0; place < NanoIdText.LENGTH; place++) {
      Set<Character> seen = new HashSet<>();
      for (long symbol = 0; symbol < 64; symbol++) {
        seen.add(
            switch (place / 10) {
              case 0 -> NanoIdText.format(symbol << (58 - 6 * place), 0).charAt(place);
              case 1 -> NanoIdText.format(0, symbol << (58 - 6 * (place - 10))).charAt(place);
              default -> NanoIdText.format(symbol >>> 2, symbol << 2).charAt(place);
            });
      }
      assertEquals(ALPHABET, seen, "at " + place);
    }
  }

  @Example
  void anything_but_21_symbols_is_no_nanoid() {
    assertTrue(NanoIdText.matches("V1StGXR8_Z5jdHi6B-myT"));
    for (String text :
        List.of(
            "", "a".repeat(20), "a".repeat(22), "a".repeat(20) + "+", "a".repeat(20) + "\u00e9")) {
      assertFalse(NanoIdText.matches(text), text);
    }
  }
}
