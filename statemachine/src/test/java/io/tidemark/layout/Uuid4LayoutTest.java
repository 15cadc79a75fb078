package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.uuid.util.UuidValidator;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class Uuid4LayoutTest {

  @Property
  void the_jdk_and_uuid_creator_see_version_4(@ForAll long first, @ForAll long second) {
    String text = UuidText.format(Uuid4Layout.most(first), Uuid4Layout.least(second));

    assertEquals(4, UUID.fromString(text).version());
    assertEquals(2, UUID.fromString(text).variant());
    assertTrue(UuidValidator.isValid(text, 4));
  }

  @Property
  void every_other_bit_is_the_given_one(@ForAll long first, @ForAll long second) {
    assertEquals(0, (Uuid4Layout.most(first) ^ first) & 0xFFFF_FFFF_FFFF_0FFFL);
    assertEquals(0, (Uuid4Layout.least(second) ^ second) & 0x3FFF_FFFF_FFFF_FFFFL);
  }

  @Example
  void the_vector_of_rfc_9562_appendix_a_3_comes_out_of_its_own_bits() {
    assertEquals(
        "919108f7-52d1-4320-9bac-f847db4148a8",
        UuidText.format(
            Uuid4Layout.most(0x9191_08F7_52D1_F320L), Uuid4Layout.least(0x5BAC_F847_DB41_48A8L)));
  }
}
