package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.f4b6a3.tsid.Tsid;
import com.github.f4b6a3.tsid.TsidFactory;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SnowflakeLayoutTest {

  private static final SnowflakeLayout DEFAULT = SnowflakeLayout.DEFAULT;
  private static final Instant EPOCH = Instant.parse("2024-01-01T00:00:00Z");

  @Provide
  Arbitrary<SnowflakeLayout> layouts() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 4_000_000_000_000L),
            Arbitraries.integers().between(1, SnowflakeLayout.TIME_UNIT_MILLIS_MAX),
            Arbitraries.integers().between(1, SnowflakeLayout.WORKER_BITS_MAX),
            Arbitraries.integers().between(1, SnowflakeLayout.SEQUENCE_BITS_MAX),
            Arbitraries.of(FieldOrder.values()))
        .filter(
            (epoch, unit, worker, sequence, order) ->
                worker + sequence >= 15 && worker + sequence <= 31)
        .as(
            (epoch, unit, worker, sequence, order) ->
                new SnowflakeLayout(
                    epoch - epoch % unit, unit, 63 - worker - sequence, worker, sequence, order));
  }

  @Property
  void every_part_comes_back_and_no_id_is_negative(
      @ForAll("layouts") SnowflakeLayout layout,
      @ForAll long anyTick,
      @ForAll int anyWorker,
      @ForAll int anySequence) {
    long tick = anyTick & (layout.tickEnd() - 1);
    int worker = anyWorker & ((1 << layout.workerBits()) - 1);
    int sequence = anySequence & ((1 << layout.sequenceBits()) - 1);
    long id = layout.encode(tick, worker, sequence);

    assertTrue(id >= 0);
    assertEquals(tick, layout.tick(id));
    assertEquals(worker, layout.worker(id));
    assertEquals(sequence, layout.sequence(id));
  }

  @Property
  void a_part_that_does_not_fit_is_refused_whatever_the_layout(
      @ForAll("layouts") SnowflakeLayout layout) {
    int workerEnd = 1 << layout.workerBits();
    int sequenceEnd = 1 << layout.sequenceBits();

    assertThrows(IllegalArgumentException.class, () -> layout.encode(layout.tickEnd(), 0, 0));
    assertThrows(IllegalArgumentException.class, () -> layout.encode(0, workerEnd, 0));
    assertThrows(IllegalArgumentException.class, () -> layout.encode(0, 0, sequenceEnd));
    assertThrows(IllegalArgumentException.class, () -> layout.encode(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> layout.encode(0, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> layout.encode(0, 0, -1));
    assertEquals(
        Long.MAX_VALUE, layout.encode(layout.tickEnd() - 1, workerEnd - 1, sequenceEnd - 1));
  }

  @Property
  void a_later_tick_gives_a_larger_id_whatever_the_worker(
      @ForAll("layouts") SnowflakeLayout layout,
      @ForAll @LongRange(max = 4_000_000_000L) long tick) {
    int workerMax = (1 << layout.workerBits()) - 1;
    int sequenceMax = (1 << layout.sequenceBits()) - 1;

    assertTrue(layout.encode(tick, workerMax, sequenceMax) < layout.encode(tick + 1, 0, 0));
  }

  @Property
  void a_tick_contains_the_moment_that_it_was_asked_for(
      @ForAll("layouts") SnowflakeLayout layout,
      @ForAll @LongRange(min = -4_000_000_000_000L, max = 8_000_000_000_000L) long moment) {
    long tick = layout.tickAt(moment);

    assertTrue(layout.millisAt(tick) <= moment);
    assertTrue(moment < layout.millisAt(tick + 1));
  }

  @Property
  void the_ticks_of_a_window_lie_wholly_in_it_and_no_other_tick_does(
      @ForAll("layouts") SnowflakeLayout layout,
      @ForAll @LongRange(max = 8_000_000_000_000L) long start,
      @ForAll @LongRange(min = 1, max = 600_000) long length) {
    long end = start + length;
    long first = layout.firstTickFrom(start);
    long ticksEnd = layout.tickAt(end);

    assertTrue(layout.millisAt(first) >= start);
    assertTrue(layout.millisAt(first - 1) < start);
    assertTrue(layout.millisAt(ticksEnd) <= end);
    assertTrue(layout.millisAt(ticksEnd + 1) > end);
  }

  @Property
  void tsid_creator_reads_the_same_time(
      @ForAll @LongRange(max = (1L << 41) - 1) long tick,
      @ForAll @IntRange(max = 1023) int worker,
      @ForAll @IntRange(max = 4095) int sequence) {
    Tsid judged = Tsid.from(DEFAULT.encode(tick, worker, sequence));

    assertEquals(Instant.ofEpochMilli(DEFAULT.millisAt(tick)), judged.getInstant(EPOCH));
  }

  @Property
  void an_id_of_tsid_creator_shows_its_time_and_node(
      @ForAll @LongRange(max = (1L << 41) - 1) long tick, @ForAll @IntRange(max = 1023) int node) {
    long millis = DEFAULT.millisAt(tick);
    long id =
        TsidFactory.builder()
            .withNodeBits(10)
            .withNode(node)
            .withCustomEpoch(EPOCH)
            .withTimeFunction(() -> millis)
            .build()
            .create()
            .toLong();

    assertEquals(tick, DEFAULT.tick(id));
    assertEquals(node, DEFAULT.worker(id));
    assertEquals(id, DEFAULT.encode(tick, node, DEFAULT.sequence(id)));
  }

  @Example
  void the_default_layout_counts_from_2024_and_lasts_until_2093() {
    assertEquals(EPOCH, Instant.ofEpochMilli(DEFAULT.epochMillis()));
    assertEquals(0, DEFAULT.tickAt(EPOCH.toEpochMilli()));
    assertEquals(Instant.parse("2093-09-06T15:47:35.552Z"), DEFAULT.exhaustion());
  }

  @Property
  void ticks_are_those_since_1970_counted_from_the_epoch(
      @ForAll("layouts") SnowflakeLayout layout,
      @ForAll @LongRange(max = 8_000_000_000_000L) long moment) {
    assertEquals(
        Math.floorDiv(moment, (long) layout.timeUnitMillis()),
        layout.epochTick() + layout.tickAt(moment));
  }

  @Example
  void a_preset_lasts_until() {
    assertEquals(Instant.parse("2080-07-10T17:30:30.209Z"), exhaustion(SnowflakePreset.TWITTER));
    assertEquals(Instant.parse("2188-11-16T03:28:58.880Z"), exhaustion(SnowflakePreset.SONYFLAKE));
    assertEquals(Instant.parse("2046-06-27T17:00:49.497Z"), exhaustion(SnowflakePreset.INSTAGRAM));
  }

  private static Instant exhaustion(SnowflakePreset preset) {
    return preset.layout().exhaustion();
  }

  /** The example of Wikipedia's article Snowflake ID, a post of June 2022. */
  @Example
  void a_known_post_of_twitter_shows_its_time_by_the_preset() {
    SnowflakeLayout twitter = SnowflakePreset.TWITTER.layout();
    long post = 1_541_815_603_606_036_480L;

    assertEquals(
        Instant.parse("2022-06-28T16:07:40.105Z"),
        Instant.ofEpochMilli(twitter.millisAt(twitter.tick(post))));
    assertEquals(378, twitter.worker(post));
    assertEquals(0, twitter.sequence(post));
  }

  /** As {@code toID} of the library: time, then sequence, then machine. */
  @Property
  void a_sonyflake_has_the_machine_last(
      @ForAll @LongRange(max = (1L << 39) - 1) long tick,
      @ForAll @IntRange(max = 65_535) int machine,
      @ForAll @IntRange(max = 255) int sequence) {
    assertEquals(
        tick << 24 | (long) sequence << 16 | machine,
        SnowflakePreset.SONYFLAKE.layout().encode(tick, machine, sequence));
  }

  /** As the function {@code next_id} that Instagram published. */
  @Property
  void an_id_as_instagrams_has_the_time_above_23_bits(
      @ForAll @LongRange(max = (1L << 40) - 1) long tick,
      @ForAll @IntRange(max = 8_191) int shard,
      @ForAll @IntRange(max = 1_023) int sequence) {
    assertEquals(
        tick << 23 | (long) shard << 10 | sequence,
        SnowflakePreset.INSTAGRAM.layout().encode(tick, shard, sequence));
  }

  @Example
  void the_narrow_default_ends_at_the_largest_integer_that_is_safe_in_javascript() {
    SnowflakeLayout narrow = SnowflakeLayout.DEFAULT_53;

    assertEquals((1L << 53) - 1, narrow.encode(narrow.tickEnd() - 1, 31, 127));
    assertEquals(53, narrow.bits());
    assertEquals(DEFAULT.exhaustion(), narrow.exhaustion());
  }

  @Example
  void a_layout_out_of_bounds_is_refused() {
    assertRefused(-1, 1, 41, 10, 12);
    assertRefused(1L << 48, 1, 41, 10, 12);
    assertRefused(0, 0, 41, 10, 12);
    assertRefused(0, SnowflakeLayout.TIME_UNIT_MILLIS_MAX + 1, 41, 10, 12);
    assertRefused(15, 10, 41, 10, 12);
    assertRefused(0, 1, 41, 10, 13);
    assertRefused(0, 1, 31, 16, 16);
    assertRefused(0, 1, 49, 7, 7);
    assertRefused(0, 1, 40, 0, 23);
    assertRefused(0, 1, 37, 23, 1);
    assertRefused(0, 1, 41, 22, 0);
    assertRefused(0, 1, 37, 1, 25);
    assertEquals(
        List.of(62, 63),
        List.of(
            new SnowflakeLayout(0, 1, 41, 10, 11).bits(),
            new SnowflakeLayout(0, 1, 41, 10, 12).bits()));
  }

  private static void assertRefused(
      long epochMillis, int timeUnitMillis, int timeBits, int workerBits, int sequenceBits) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SnowflakeLayout(epochMillis, timeUnitMillis, timeBits, workerBits, sequenceBits));
  }
}
