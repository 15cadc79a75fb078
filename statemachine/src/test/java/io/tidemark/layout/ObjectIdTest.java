package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.bson.types.ObjectId;

class ObjectIdTest {

  private static final long SECONDS_MAX = 0xFFFF_FFFFL;
  private static final int INSTANCE_MAX = (1 << 28) - 1;
  private static final int MARK_MAX = (1 << 12) - 1;
  private static final int COUNTER_MAX = (1 << 24) - 1;

  private static String text(long seconds, int instance, int mark, int counter) {
    return ObjectIdText.format(
        ObjectIdLayout.most(seconds, instance, mark), ObjectIdLayout.least(mark, counter));
  }

  @Property
  void every_field_comes_back_in_either_case(
      @ForAll @LongRange(max = SECONDS_MAX) long seconds,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll @IntRange(max = MARK_MAX) int mark,
      @ForAll @IntRange(max = COUNTER_MAX) int counter) {
    String text = text(seconds, instance, mark, counter);
    ObjectIdText.Parts id = ObjectIdText.parse(text).orElseThrow();

    assertEquals(Optional.of(id), ObjectIdText.parse(text.toUpperCase(Locale.ROOT)));
    assertEquals(seconds, ObjectIdLayout.seconds(id));
    assertEquals(instance, ObjectIdLayout.instance(id));
    assertEquals(mark, ObjectIdLayout.mark(id));
    assertEquals(counter, ObjectIdLayout.counter(id));
  }

  @Property
  void the_library_of_mongodb_reads_the_same_time_and_writes_the_same_text(
      @ForAll @LongRange(max = SECONDS_MAX) long seconds,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll @IntRange(max = MARK_MAX) int mark,
      @ForAll @IntRange(max = COUNTER_MAX) int counter) {
    String text = text(seconds, instance, mark, counter);
    ObjectId judged = new ObjectId(text);

    assertEquals(Instant.ofEpochSecond(seconds), judged.getDate().toInstant());
    assertEquals(text, judged.toHexString());
    byte[] bytes = judged.toByteArray();
    assertEquals(counter, (bytes[9] & 0xFF) << 16 | (bytes[10] & 0xFF) << 8 | (bytes[11] & 0xFF));
  }

  @Property
  void of_one_process_a_later_stamp_gives_a_larger_text(
      @ForAll @LongRange(max = SECONDS_MAX - 1) long seconds,
      @ForAll @IntRange(max = COUNTER_MAX - 1) int counter,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll @IntRange(max = MARK_MAX) int mark) {
    String earlier = text(seconds, instance, mark, counter);

    assertTrue(earlier.compareTo(text(seconds, instance, mark, counter + 1)) < 0);
    assertTrue(earlier.compareTo(text(seconds + 1, instance, mark, 0)) < 0);
  }

  @Example
  void the_fields_stand_on_the_digits_that_the_format_shows() {
    assertEquals("ffffffff0000000000000000", text(SECONDS_MAX, 0, 0, 0));
    assertEquals("00000000fffffff000000000", text(0, INSTANCE_MAX, 0, 0));
    assertEquals("000000000000000fff000000", text(0, 0, MARK_MAX, 0));
    assertEquals("000000000000000000ffffff", text(0, 0, 0, COUNTER_MAX));
  }

  @Example
  void anything_but_24_digits_is_refused() {
    for (String text :
        List.of("", "0".repeat(23), "0".repeat(25), "0".repeat(23) + "g", "+" + "0".repeat(23))) {
      assertEquals(Optional.empty(), ObjectIdText.parse(text), text);
    }
  }

  @Example
  void a_value_that_does_not_fit_its_field_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> ObjectIdLayout.most(1L << 32, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> ObjectIdLayout.most(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> ObjectIdLayout.most(0, 1 << 28, 0));
    assertThrows(IllegalArgumentException.class, () -> ObjectIdLayout.most(0, 0, 1 << 12));
    assertThrows(IllegalArgumentException.class, () -> ObjectIdLayout.least(1 << 12, 0));
    assertThrows(IllegalArgumentException.class, () -> ObjectIdLayout.least(0, 1 << 24));
    assertEquals(
        Instant.parse("2106-02-07T06:28:16Z"), Instant.ofEpochMilli(ObjectIdLayout.END_MILLIS));
  }
}
