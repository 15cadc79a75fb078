package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.ksuid.Ksuid;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class KsuidTest {

  private static final int COUNTER_MAX = (1 << 22) - 1;
  private static final int INSTANCE_MAX = (1 << 28) - 1;
  private static final long START_MILLIS = KsuidLayout.EPOCH_SECONDS * 1_000;

  private static String text(long millis, int counter, int instance, long random) {
    return KsuidText.format(
        KsuidLayout.seconds(millis),
        KsuidLayout.most(millis, counter, instance, random),
        Long.rotateLeft(random, 7));
  }

  private static KsuidText.Parts parts(String text) {
    return KsuidText.parse(text).orElseThrow();
  }

  @Property
  void every_field_comes_back(
      @ForAll @LongRange(max = 4_294_967_295_999L) long sinceStart,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll long random) {
    long millis = START_MILLIS + sinceStart;
    KsuidText.Parts ksuid = parts(text(millis, counter, instance, random));

    assertEquals(millis, KsuidLayout.millis(ksuid));
    assertEquals(counter, KsuidLayout.counter(ksuid));
    assertEquals(instance, KsuidLayout.instance(ksuid));
  }

  @Property
  void a_later_stamp_gives_a_larger_text_whatever_the_other_bits_are(
      @ForAll @LongRange(max = 4_294_967_295_998L) long sinceStart,
      @ForAll @IntRange(max = COUNTER_MAX - 1) int counter,
      @ForAll boolean nextMillisecond,
      @ForAll @IntRange(max = INSTANCE_MAX) int instance,
      @ForAll @IntRange(max = INSTANCE_MAX) int otherInstance,
      @ForAll long random) {
    long millis = START_MILLIS + sinceStart;
    String earlier = text(millis, counter, instance, random);
    String later =
        nextMillisecond
            ? text(millis + 1, 0, otherInstance, ~random)
            : text(millis, counter + 1, otherInstance, ~random);

    assertTrue(earlier.compareTo(later) < 0, () -> earlier + " " + later);
  }

  /** For the seconds that the library can read: from 2014-11 to 2082. */
  @Property
  void the_java_library_writes_and_reads_the_same(
      @ForAll @LongRange(min = 1 << 24, max = Integer.MAX_VALUE) long seconds,
      @ForAll long most,
      @ForAll long least) {
    byte[] bytes =
        ByteBuffer.allocate(20).putInt((int) seconds).putLong(most).putLong(least).array();
    String text = KsuidText.format(seconds, most, least);

    Ksuid judged = Ksuid.fromString(text);
    assertArrayEquals(bytes, judged.asBytes());
    assertEquals(judged.toString(), text);
    assertEquals(
        Optional.of(new KsuidText.Parts(seconds, new Bits128(most, least))), KsuidText.parse(text));
  }

  @Property
  void the_java_library_reads_our_time(
      @ForAll @LongRange(min = (1 << 24) * 1_000L, max = Integer.MAX_VALUE * 1_000L)
          long sinceStart,
      @ForAll @IntRange(max = COUNTER_MAX) int counter) {
    long millis = START_MILLIS + sinceStart;
    Ksuid judged = Ksuid.fromString(text(millis, counter, 1, 2));

    assertEquals(Instant.ofEpochSecond(millis / 1_000), judged.getInstant());
  }

  /** Inspected in the reference implementation's own documentation. */
  @Example
  void the_documented_example_is_read_and_written() {
    KsuidText.Parts ksuid = parts("0ujtsYcgvSTl8PAuAdqWYSMnLOv");
    Bits128 payload = new Bits128(0xB5A1_CD34_B5F9_9D11L, 0x54FB_6853_345C_9735L);

    assertEquals(new KsuidText.Parts(107_608_047, payload), ksuid);
    assertEquals(
        "0ujtsYcgvSTl8PAuAdqWYSMnLOv",
        KsuidText.format(107_608_047, payload.most(), payload.least()));
  }

  /** Bounds and broken texts from the reference implementation's tests. */
  @Example
  void the_least_and_the_greatest_have_27_digits_and_what_is_larger_is_refused() {
    assertEquals("0".repeat(27), KsuidText.format(0, 0, 0));
    assertEquals("aWgEPTl1tmebfsQzFP4bxwgy80V", KsuidText.format(0xFFFF_FFFFL, -1, -1));
    for (String text :
        List.of(
            "",
            "123",
            "0".repeat(26),
            "0".repeat(28),
            "aWgEPTl1tmebfsQzFP4bxwgy80W",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "aWgEPTl1tmebfsQzFP4bxwgy80!",
            "0??????????????????????????")) {
      assertEquals(Optional.empty(), KsuidText.parse(text), text);
    }
  }

  @Example
  void a_payload_that_is_not_ours_shows_the_second_only() {
    KsuidText.Parts foreign = new KsuidText.Parts(5, new Bits128(-1, -1));

    assertEquals(START_MILLIS + 5_000, KsuidLayout.millis(foreign));
  }

  @Example
  void a_value_that_does_not_fit_its_field_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> KsuidLayout.seconds(START_MILLIS - 1));
    assertThrows(IllegalArgumentException.class, () -> KsuidLayout.seconds(KsuidLayout.END_MILLIS));
    assertEquals(0xFFFF_FFFFL, KsuidLayout.seconds(KsuidLayout.END_MILLIS - 1));
    assertThrows(IllegalArgumentException.class, () -> KsuidLayout.most(0, COUNTER_MAX + 1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> KsuidLayout.most(0, 0, INSTANCE_MAX + 1, 0));
    assertThrows(IllegalArgumentException.class, () -> KsuidText.format(1L << 32, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> KsuidText.format(-1, 0, 0));
    assertEquals(
        Instant.parse("2150-06-19T23:21:36Z"), Instant.ofEpochMilli(KsuidLayout.END_MILLIS));
  }
}
