package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class StampCounterTest {

  /** One call of {@link StampCounter#next}. */
  record Call(long now, long floor, long end, int count, long randomStart) {}

  /** One stamp taken apart. */
  record Stamp(long tick, int counter) {}

  /** The counter as the invariants tell it: one stamp after the other, in two separate numbers. */
  static final class Model {
    private final int counterEnd;
    private final long origin;
    private long lastTick = -1;
    private int lastCounter;

    Model(int counterBits, long origin) {
      this.counterEnd = 1 << counterBits;
      this.origin = origin;
    }

    /** The stamps of the block; empty if it does not fit the window. */
    List<Stamp> next(Call call) {
      List<Stamp> block = new ArrayList<>();
      long tick = Math.max(origin, Math.max(call.now, call.floor));
      int counter = Math.floorMod(call.randomStart, counterEnd / 2);
      if (tick <= lastTick) {
        tick = lastTick;
        counter = lastCounter + 1;
      }
      for (int i = 0; i < call.count; i++) {
        if (counter == counterEnd) {
          tick++;
          counter = 0;
        }
        if (tick >= call.end) {
          return List.of();
        }
        block.add(new Stamp(tick, counter));
        counter++;
      }
      lastTick = block.getLast().tick;
      lastCounter = block.getLast().counter;
      return block;
    }
  }

  /** Clocks, floors and ends that jump both ways, some of them to the ends of time. */
  @Provide
  Arbitrary<List<Call>> calls() {
    Arbitrary<Long> ticks =
        mostly(Arbitraries.longs().between(0, 60), Long.MIN_VALUE, -1L, Long.MAX_VALUE);
    Arbitrary<Long> ends =
        mostly(Arbitraries.longs().between(0, 120), Long.MIN_VALUE, Long.MAX_VALUE);
    return Combinators.combine(
            ticks, ticks, ends, Arbitraries.integers().between(1, 40), Arbitraries.longs())
        .as(Call::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }

  private static Arbitrary<Long> mostly(Arbitrary<Long> usual, Long... wild) {
    return Arbitraries.frequencyOf(List.of(Tuple.of(20, usual), Tuple.of(1, Arbitraries.of(wild))));
  }

  private static List<Stamp> enumerate(StampCounter counter, long first, int count) {
    List<Stamp> block = new ArrayList<>();
    for (long stamp = first; stamp < first + count; stamp++) {
      block.add(new Stamp(counter.tickOf(stamp), counter.counterOf(stamp)));
    }
    return block;
  }

  @Property
  void every_block_is_the_one_that_the_invariants_tell(
      @ForAll @IntRange(min = 1, max = 6) int counterBits,
      @ForAll @LongRange(max = 30) long origin,
      @ForAll("calls") List<Call> calls) {
    StampCounter counter = new StampCounter(counterBits, origin);
    Model model = new Model(counterBits, origin);
    for (Call call : calls) {
      // A clock at the end of time meets no window end in the model, but the horizon in the
      // counter.
      List<Stamp> expected = call.now == Long.MAX_VALUE ? List.of() : model.next(call);

      long first = counter.next(call.now, call.floor, call.end, call.count, call.randomStart);

      if (expected.isEmpty()) {
        assertEquals(StampCounter.WINDOW_EXHAUSTED, first, call::toString);
      } else {
        assertEquals(expected, enumerate(counter, first, call.count), call::toString);
      }
    }
  }

  @Property
  void no_stamp_is_dealt_twice_and_none_outside_its_window(
      @ForAll @IntRange(min = 1, max = 6) int counterBits,
      @ForAll @LongRange(max = 30) long origin,
      @ForAll("calls") List<Call> calls) {
    StampCounter counter = new StampCounter(counterBits, origin);
    Set<Stamp> dealt = new HashSet<>();
    long last = -1;
    for (Call call : calls) {
      long first = counter.next(call.now, call.floor, call.end, call.count, call.randomStart);
      if (first < 0) {
        continue;
      }
      assertTrue(first > last, call::toString);
      last = first + call.count - 1;
      for (Stamp stamp : enumerate(counter, first, call.count)) {
        assertTrue(dealt.add(stamp), call::toString);
        assertTrue(stamp.tick >= Math.max(origin, call.floor), call::toString);
        assertTrue(stamp.tick < call.end, call::toString);
      }
    }
  }

  @Property
  void a_new_tick_starts_in_the_lower_half_of_the_counter(@ForAll long randomStart) {
    StampCounter counter = new StampCounter(Anatomy.COUNTER_BITS, 0);

    long first = counter.next(5, 0, 10, 1, randomStart);

    assertEquals(5, counter.tickOf(first));
    assertEquals(randomStart & ((1 << 21) - 1), counter.counterOf(first));
  }

  @Example
  void a_batch_of_ten_thousand_snowflakes_runs_over_three_ticks() {
    SnowflakeLayout layout = SnowflakeLayout.DEFAULT;
    StampCounter counter = new StampCounter(layout.sequenceBits(), 0);

    long first = counter.next(100, 0, 103, 10_000, 0);

    assertEquals(new Stamp(100, 0), enumerate(counter, first, 1).getFirst());
    assertEquals(new Stamp(100, 4095), enumerate(counter, first + 4_095, 1).getFirst());
    assertEquals(new Stamp(101, 0), enumerate(counter, first + 4_096, 1).getFirst());
    assertEquals(new Stamp(102, 1_807), enumerate(counter, first + 9_999, 1).getFirst());
    // 2,288 stamps are left in tick 102, and no tick after it.
    assertEquals(StampCounter.WINDOW_EXHAUSTED, counter.next(100, 0, 103, 2_289, 0));
    assertEquals(first + 10_000, counter.next(100, 0, 103, 2_288, 0));
    assertEquals(StampCounter.WINDOW_EXHAUSTED, counter.next(100, 0, 103, 1, 0));
    assertEquals(
        new Stamp(103, 0), enumerate(counter, counter.next(100, 0, 104, 1, 0), 1).getFirst());
  }

  @Example
  void a_clock_that_steps_back_an_hour_makes_logical_time() {
    StampCounter counter = new StampCounter(Anatomy.COUNTER_BITS, 0);
    long before = counter.next(10_000_000, 0, 20_000_000, 1, 7);

    long after = counter.next(10_000_000 - 3_600_000, 0, 20_000_000, 1, 9);

    assertEquals(before + 1, after);
    assertEquals(10_000_000, counter.tickOf(after));
  }

  @Example
  void the_counter_ends_at_its_horizon_instead_of_wrapping() {
    long origin = 1_764_000_000_000L;
    StampCounter counter = new StampCounter(Anatomy.COUNTER_BITS, origin);
    long horizon = origin + (1L << 41) - 1;
    assertEquals(StampCounter.WINDOW_EXHAUSTED, counter.next(horizon, 0, Long.MAX_VALUE, 1, 0));
    long left = 1L << 22;

    long first = counter.next(horizon - 1, 0, Long.MAX_VALUE, (int) left - 1, 0);

    assertEquals(horizon - 1, counter.tickOf(first));
    assertEquals(
        StampCounter.WINDOW_EXHAUSTED, counter.next(0, 0, Long.MAX_VALUE, Integer.MAX_VALUE, 0));
    assertEquals(first + left - 1, counter.next(horizon - 1, 0, Long.MAX_VALUE, 1, 0));
    assertEquals(StampCounter.WINDOW_EXHAUSTED, counter.next(0, 0, Long.MAX_VALUE, 1, 0));
  }

  @Example
  void a_poisoned_counter_deals_nothing_however_often_it_is_asked() {
    StampCounter counter = new StampCounter(12, 0);
    assertEquals(0, counter.next(0, 0, 10, 3, 0));

    assertEquals(2, counter.poison());
    assertEquals(StampCounter.POISONED, counter.poison());

    assertEquals(StampCounter.POISONED, counter.next(5, 0, 10, 1, 0));
    assertEquals(StampCounter.POISONED, counter.next(50, 40, 100, 1, 0));
    assertEquals(StampCounter.POISONED, counter.next(50, 40, 10, 1, 0));
  }

  @Example
  void poisoning_a_counter_that_dealt_nothing_tells_so() {
    assertTrue(new StampCounter(12, 0).poison() < 0);
  }

  @Example
  void arguments_out_of_bounds_are_refused() {
    StampCounter counter = new StampCounter(12, 0);

    assertThrows(IllegalArgumentException.class, () -> counter.next(0, 0, 10, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> counter.next(0, 0, 10, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new StampCounter(0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StampCounter(StampCounter.COUNTER_BITS_MAX + 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new StampCounter(12, -1));
    assertThrows(IllegalArgumentException.class, () -> new StampCounter(12, 1L << 48));
  }
}
