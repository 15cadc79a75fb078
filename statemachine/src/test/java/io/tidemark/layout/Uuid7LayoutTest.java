package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.uuid.util.UuidUtil;
import com.github.f4b6a3.uuid.util.UuidValidator;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class Uuid7LayoutTest {

  private static final long MILLIS_MAX = (1L << 48) - 1;
  private static final int COUNTER_MAX = (1 << 22) - 1;
  private static final int INSTANCE_MAX = (1 << 28) - 1;

  private static Bits128 uuid7(long millis, int counter, int instance, long random) {
    return new Bits128(
        Uuid7Layout.most(millis, counter), Uuid7Layout.least(counter, instance, random));
  }

  private static String text(Bits128 uuid) {
    return UuidText.format(uuid.most(), uuid.least());
  }

  @Property
  void every_field_comes_back(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll long random) {
    Bits128 uuid = uuid7(millis, counter, instance, random);

    assertEquals(millis, Uuid7Layout.millis(uuid));
    assertEquals(counter, Uuid7Layout.counter(uuid));
    assertEquals(instance, Uuid7Layout.instance(uuid));
    assertEquals(random & 0xFF_FFFF, Uuid7Layout.random(uuid));
  }

  @Property
  void a_later_stamp_gives_a_larger_text_whatever_the_other_bits_are(
      @ForAll @LongRange(max = 2) long millis,
      @ForAll @IntRange(max = COUNTER_MAX - 1) int counter,
      @ForAll boolean nextMillisecond,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll @IntRange(max = INSTANCE_MAX) int otherInstance,
      @ForAll long random,
      @ForAll long otherRandom) {
    Bits128 earlier = uuid7(millis, counter, instance, random);
    Bits128 later =
        nextMillisecond
            ? uuid7(millis + 1, 0, otherInstance, otherRandom)
            : uuid7(millis, counter + 1, otherInstance, otherRandom);

    assertTrue(earlier.compareTo(later) < 0);
    assertTrue(text(earlier).compareTo(text(later)) < 0);
  }

  @Property
  void the_jdk_and_uuid_creator_read_version_variant_and_time(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll long random) {
    String text = text(uuid7(millis, counter, instance, random));
    UUID uuid = UUID.fromString(text);

    assertEquals(7, uuid.version());
    assertEquals(2, uuid.variant());
    assertEquals(text, uuid.toString());
    assertTrue(UuidValidator.isValid(text, 7));
    assertTrue(UuidUtil.isTimeOrderedEpoch(uuid));
    assertEquals(millis, UuidUtil.getInstant(uuid).toEpochMilli());
  }

  @Example
  void the_vector_of_rfc_9562_appendix_a_6_is_read_and_written_back() {
    Bits128 uuid = UuidText.parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F").orElseThrow();

    assertEquals(7, UuidText.version(uuid));
    assertEquals(0x017F_22E2_79B0L, Uuid7Layout.millis(uuid));
    // rand_a, then the top of rand_b, as the appendix prints them: CC3 and 18C4DC0C0C07398F.
    int counter = (0xCC3 << 10) | (int) (0x18C4_DC0C_0C07_398FL >>> 52);
    int instance = (int) ((0x18C4_DC0C_0C07_398FL >>> 24) & INSTANCE_MAX);
    assertEquals(counter, Uuid7Layout.counter(uuid));
    assertEquals(instance, Uuid7Layout.instance(uuid));
    assertEquals(0x07398F, Uuid7Layout.random(uuid));
    assertEquals(
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        text(uuid7(0x017F_22E2_79B0L, counter, instance, 0x07398F)));
  }

  @Example
  void the_fields_stand_on_the_digits_that_the_format_shows() {
    assertEquals(
        "0123456789ab-7fff-bff0-000000000000",
        text(uuid7(0x0123_4567_89ABL, COUNTER_MAX, 0, 0)).replaceFirst("-", ""));
    assertEquals("00000000-0000-7000-800f-ffffff000000", text(uuid7(0, 0, INSTANCE_MAX, 0)));
    assertEquals("00000000-0000-7000-8000-000000ffffff", text(uuid7(0, 0, 0, -1)));
  }

  @Example
  void a_value_that_does_not_fit_its_field_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.most(MILLIS_MAX + 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.most(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.most(0, COUNTER_MAX + 1));
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.most(0, -1));
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.least(COUNTER_MAX + 1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.least(0, INSTANCE_MAX + 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Uuid7Layout.least(0, -1, 0));
  }
}
