package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InstanceFieldTest {

  private static final int NUMBER_MAX = (1 << 28) - 1;

  private static InstanceField keyed(String hex) {
    return new InstanceField(HexFormat.of().parseHex(hex));
  }

  @Property
  void a_field_leads_back_to_its_incarnation_under_every_key(
      @ForAll @Size(InstanceField.KEY_BYTES) byte[] key,
      @ForAll @IntRange(max = NUMBER_MAX) int incarnation) {
    InstanceField field = new InstanceField(key);

    assertEquals(incarnation, field.decode(field.encode(incarnation)));
  }

  @Property
  void a_number_is_the_field_of_some_incarnation_under_every_key(
      @ForAll @Size(InstanceField.KEY_BYTES) byte[] key,
      @ForAll @IntRange(max = NUMBER_MAX) int number) {
    InstanceField field = new InstanceField(key);

    assertEquals(number, field.encode(field.decode(number)));
  }

  @Example
  void the_first_four_million_incarnations_share_no_field() {
    InstanceField field = keyed("00112233445566778899aabbccddeeff");
    BitSet fields = new BitSet(NUMBER_MAX + 1);
    int incarnations = 1 << 22;
    for (int incarnation = 0; incarnation < incarnations; incarnation++) {
      int encoded = field.encode(incarnation);
      assertTrue(encoded >= 0 && encoded <= NUMBER_MAX);
      fields.set(encoded);
    }

    assertEquals(incarnations, fields.cardinality());
  }

  @Example
  void two_clusters_number_their_first_incarnations_differently() {
    InstanceField one = keyed("00000000000000000000000000000000");
    // One bit apart, in either half of the key.
    InstanceField two = keyed("00000000000000010000000000000000");
    InstanceField three = keyed("00000000000000000000000000000001");
    int equal = 0;
    for (int incarnation = 0; incarnation < 1_000; incarnation++) {
      if (one.encode(incarnation) == two.encode(incarnation)
          || one.encode(incarnation) == three.encode(incarnation)
          || two.encode(incarnation) == three.encode(incarnation)) {
        equal++;
      }
    }

    assertEquals(0, equal);
  }

  @Example
  void neighbours_differ_in_about_half_of_their_bits() {
    InstanceField field = keyed("00112233445566778899aabbccddeeff");
    long flipped = 0;
    int pairs = 100_000;
    for (int incarnation = 0; incarnation < pairs; incarnation++) {
      flipped += Integer.bitCount(field.encode(incarnation) ^ field.encode(incarnation ^ 1));
    }
    double meanFlipped = (double) flipped / pairs;

    assertEquals(14.0, meanFlipped, 0.1);
  }

  /**
   * IDs of a running cluster depend on it: another permutation may repeat an older field. The
   * numbers were computed by a second implementation, in Python.
   */
  @Example
  void the_permutation_is_frozen() {
    InstanceField zero = keyed("00000000000000000000000000000000");
    InstanceField counting = keyed("00112233445566778899aabbccddeeff");

    assertEquals(8_689_880, zero.encode(0));
    assertEquals(182_967_438, zero.encode(1));
    assertEquals(259_208_580, zero.encode(NUMBER_MAX));
    assertEquals(79_889_512, counting.encode(0));
    assertEquals(106_090_944, counting.encode(1));
    assertEquals(197_270_993, counting.encode(NUMBER_MAX));
  }

  @Example
  void incarnations_that_are_used_up_and_keys_of_another_length_are_refused() {
    InstanceField field = keyed("00112233445566778899aabbccddeeff");

    assertThrows(IllegalArgumentException.class, () -> field.encode(NUMBER_MAX + 1L));
    assertThrows(IllegalArgumentException.class, () -> field.encode(-1));
    assertThrows(IllegalArgumentException.class, () -> field.encode(1L << 32));
    assertThrows(IllegalArgumentException.class, () -> field.decode(NUMBER_MAX + 1));
    assertThrows(IllegalArgumentException.class, () -> field.decode(-1));
    assertThrows(IllegalArgumentException.class, () -> new InstanceField(new byte[15]));
    assertThrows(IllegalArgumentException.class, () -> new InstanceField(new byte[17]));
  }

  @Example
  void the_mark_of_a_cluster_has_known_answers() {
    assertEquals(2111, keyed("00000000000000000000000000000000").mark());
    assertEquals(2281, keyed("00112233445566778899aabbccddeeff").mark());
  }
}
