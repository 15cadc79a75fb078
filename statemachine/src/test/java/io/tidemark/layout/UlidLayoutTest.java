package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.ulid.Ulid;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class UlidLayoutTest {

  private static final long MILLIS_MAX = (1L << 48) - 1;
  private static final int COUNTER_MAX = (1 << 22) - 1;
  private static final int INSTANCE_MAX = (1 << 28) - 1;
  private static final int RANDOM_MAX = (1 << 30) - 1;

  private static Bits128 ulid(long millis, int counter, int instance, long random) {
    return new Bits128(
        UlidLayout.most(millis, counter), UlidLayout.least(counter, instance, random));
  }

  private static String text(Bits128 ulid) {
    return UlidText.format(ulid.most(), ulid.least());
  }

  @Property
  void every_field_comes_back(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll long random) {
    Bits128 ulid = ulid(millis, counter, instance, random);

    assertEquals(millis, UlidLayout.millis(ulid));
    assertEquals(counter, UlidLayout.counter(ulid));
    assertEquals(instance, UlidLayout.instance(ulid));
    assertEquals(random & RANDOM_MAX, UlidLayout.random(ulid));
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
    Bits128 earlier = ulid(millis, counter, instance, random);
    Bits128 later =
        nextMillisecond
            ? ulid(millis + 1, 0, otherInstance, otherRandom)
            : ulid(millis, counter + 1, otherInstance, otherRandom);

    assertTrue(earlier.compareTo(later) < 0);
    assertTrue(text(earlier).compareTo(text(later)) < 0);
    assertTrue(Ulid.from(text(earlier)).compareTo(Ulid.from(text(later))) < 0);
  }

  @Property
  void ulid_creator_reads_the_same_bits_and_time(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll long random) {
    Bits128 ulid = ulid(millis, counter, instance, random);
    Ulid judged = Ulid.from(text(ulid));

    assertEquals(ulid.most(), judged.getMostSignificantBits());
    assertEquals(ulid.least(), judged.getLeastSignificantBits());
    assertEquals(millis, judged.getTime());
    assertEquals(text(ulid), judged.toString());
  }

  @Example
  void the_fields_stand_on_the_symbols_that_the_format_shows() {
    assertEquals("7ZZZZZZZZZ0000000000000000", text(ulid(MILLIS_MAX, 0, 0, 0)));
    assertEquals("0000000000ZZZZR00000000000", text(ulid(0, COUNTER_MAX, 0, 0)));
    assertEquals("000000000000007ZZZZZ000000", text(ulid(0, 0, INSTANCE_MAX, 0)));
    assertEquals("00000000000000000000ZZZZZZ", text(ulid(0, 0, 0, -1)));
  }

  @Example
  void a_value_that_does_not_fit_its_field_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> UlidLayout.most(MILLIS_MAX + 1, 0));
    assertThrows(IllegalArgumentException.class, () -> UlidLayout.most(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> UlidLayout.most(0, COUNTER_MAX + 1));
    assertThrows(IllegalArgumentException.class, () -> UlidLayout.least(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> UlidLayout.least(0, INSTANCE_MAX + 1, 0));
  }
}
