package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
