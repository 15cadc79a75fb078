package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.ulid.Ulid;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeIdTextTest {

  /** The file {@code valid.json} of the specification, version 0.3.0. */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000, '', 00000000-0000-0000-0000-000000000000",
    "00000000000000000000000001, '', 00000000-0000-0000-0000-000000000001",
    "0000000000000000000000000a, '', 00000000-0000-0000-0000-00000000000a",
    "0000000000000000000000000g, '', 00000000-0000-0000-0000-000000000010",
    "00000000000000000000000010, '', 00000000-0000-0000-0000-000000000020",
    "7zzzzzzzzzzzzzzzzzzzzzzzzz, '', ffffffff-ffff-ffff-ffff-ffffffffffff",
    "prefix_0123456789abcdefghjkmnpqrs, prefix, 0110c853-1d09-52d8-d73e-1194e95b5f19",
    "prefix_01h455vb4pex5vsknk084sn02q, prefix, 01890a5d-ac96-774b-bcce-b302099a8057",
    "pre_fix_00000000000000000000000000, pre_fix, 00000000-0000-0000-0000-000000000000"
  })
  void theValidVectorsOfTheSpecificationAreReadAndWritten(String text, String prefix, UUID uuid) {
    Bits128 bits = new Bits128(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());

    assertEquals(Optional.of(new TypeIdText.Parts(prefix, bits)), TypeIdText.parse(text));
    assertEquals(text, TypeIdText.format(prefix, bits.most(), bits.least()));
  }

  /** The file {@code invalid.json} of the specification, version 0.3.0. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PREFIX_00000000000000000000000000",
        "12345_00000000000000000000000000",
        "pre.fix_00000000000000000000000000",
        "pr\u00e9fix_00000000000000000000000000",
        "  prefix_00000000000000000000000000",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl_00000000000000000000000000",
        "_00000000000000000000000000",
        "_",
        "prefix_1234567890123456789012345",
        "prefix_123456789012345678901234567",
        "prefix_1234567890123456789012345 ",
        "prefix_0123456789ABCDEFGHJKMNPQRS",
        "prefix_123456789-123456789-123456",
        "prefix_ooooooiiiiiiuuuuuuulllllll",
        "prefix_i23456789ol23456789oi23456",
        "prefix_123456789-0123456789-0123456",
        "prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz",
        "_prefix_00000000000000000000000000",
        "prefix__00000000000000000000000000"
      })
  void theInvalidVectorsOfTheSpecificationAreRefused(String text) {
    assertEquals(Optional.empty(), TypeIdText.parse(text));
  }

  @Property
  void the_suffix_is_the_lower_case_text_of_a_ulid_of_the_same_bits(
      @ForAll long most, @ForAll long least) {
    String text = TypeIdText.format("order", most, least);

    assertEquals("order_" + new Ulid(most, least).toLowerCase(), text);
    assertEquals(
        Optional.of(new TypeIdText.Parts("order", new Bits128(most, least))),
        TypeIdText.parse(text));
  }

  @Property
  void a_prefix_is_one_by_the_expression_of_the_specification(
      @ForAll @StringLength(max = 65) @CharRange(from = '^', to = 'b') String any) {
    boolean byExpression = any.matches("([a-z]([a-z_]*[a-z])?)?") && any.length() <= 63;

    assertEquals(byExpression, TypeIdText.isPrefix(any));
  }

  @Example
  void a_prefix_has_63_characters_at_most() {
    assertTrue(TypeIdText.isPrefix("a".repeat(63)));
    assertFalse(TypeIdText.isPrefix("a".repeat(64)));
    for (String no : List.of("A", "a1", "a-b", "_a", "a_", "_", "\u00e9")) {
      assertFalse(TypeIdText.isPrefix(no), no);
    }
  }
}
