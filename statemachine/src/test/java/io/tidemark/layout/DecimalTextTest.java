package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DecimalTextTest {

  @Property
  void every_value_reads_back(@ForAll @LongRange(max = Long.MAX_VALUE) long value) {
    assertEquals(OptionalLong.of(value), DecimalText.parse(DecimalText.format(value)));
  }

  @Property
  void what_is_written_is_what_is_formatted(@ForAll @LongRange(max = Long.MAX_VALUE) long value) {
    assertWritten(value);
  }

  @Example
  void every_length_is_written() {
    for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
      assertWritten(power - 1);
      assertWritten(power);
    }
    assertWritten(Long.MAX_VALUE);
    assertThrows(IllegalArgumentException.class, () -> DecimalText.write(-1, new byte[20], 0));
  }

  private static void assertWritten(long value) {
    byte[] target = new byte[DecimalText.LENGTH_MAX + 2];
    int end = DecimalText.write(value, target, 1);
    assertEquals(
        DecimalText.format(value), new String(target, 1, end - 1, StandardCharsets.ISO_8859_1));
    assertEquals(0, target[0]);
    assertEquals(0, target[end]);
  }

  @Example
  void the_bounds_are_0_and_2_to_the_63_less_1() {
    assertEquals(OptionalLong.of(0), DecimalText.parse("0"));
    assertEquals(OptionalLong.of(Long.MAX_VALUE), DecimalText.parse("9223372036854775807"));
    assertThrows(IllegalArgumentException.class, () -> DecimalText.format(-1));
  }

  @Example
  void anything_but_canonical_decimal_is_refused() {
    for (String text :
        List.of(
            "",
            "-1",
            "+1",
            "01",
            "00",
            " 1",
            "1 ",
            "1.0",
            "1e3",
            "\u0661",
            "9223372036854775808",
            "9999999999999999999",
            "10000000000000000000")) {
      assertEquals(OptionalLong.empty(), DecimalText.parse(text), text);
    }
  }
}
