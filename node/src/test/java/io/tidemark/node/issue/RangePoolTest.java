package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.IdRange;
import io.tidemark.core.PeriodLabel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RangePoolTest {

  /** What was reported as ended: first value of the range, and the first value not taken. */
  private record Ended(long first, long usedEnd) {}

  private final ConcurrentLinkedQueue<Ended> ended = new ConcurrentLinkedQueue<>();
  private final RangePool pool =
      new RangePool(
          (holding, taken) ->
              ended.add(new Ended(holding.range().first(), holding.range().valueAt(taken))));

  private static RangeHolding holding(long first, long end, long expiryNanos) {
    return new RangeHolding(new IdRange(first, end, 1), 1, PeriodLabel.NONE, expiryNanos);
  }

  private static List<Long> values(@Nullable List<RangePool.Block> blocks) {
    if (blocks == null) {
      throw new AssertionError("nothing was taken");
    }
    List<Long> values = new ArrayList<>();
    for (RangePool.Block block : blocks) {
      for (long i = block.offset(); i < block.offset() + block.count(); i++) {
        values.add(block.range().valueAt(i));
      }
    }
    return values;
  }

  @Test
  void aRangeThatIsUsedUpStaysSoHoweverOftenItIsAsked() {
    RangeHolding holding = holding(0, 3, 100);
    assertEquals(0, holding.take(1));
    assertEquals(-1, holding.take(3));
    assertEquals(1, holding.take(2));
    for (int i = 0; i < 10; i++) {
      assertEquals(-1, holding.take(1));
      assertEquals(-1, holding.take(2));
      assertEquals(0, holding.remaining());
    }
    assertEquals(3, holding.poison());
  }

  @Test
  void aPoisonedRangeGivesNothingHoweverOftenItIsAsked() {
    RangeHolding holding = holding(0, 1_000, 100);
    assertEquals(0, holding.take(1));
    assertEquals(1, holding.poison());
    for (int i = 0; i < 10; i++) {
      assertEquals(-1, holding.take(1));
      assertEquals(-1, holding.take(2));
      assertEquals(0, holding.remaining());
      assertEquals(-1, holding.poison());
    }
  }

  @Property(tries = 500)
  void aRequestGetsAllItsValuesInOrderOrNone(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 40) Integer> sizes,
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 60) Integer> counts) {
    RangePool fresh = new RangePool((holding, taken) -> {});
    long end = 0;
    for (int size : sizes) {
      fresh.add(holding(end, end + size, 100));
      end += size;
    }
    long next = 0;
    for (int count : counts) {
      List<RangePool.Block> blocks = fresh.take(count, 0);
      if (count > end - next) {
        assertNull(blocks);
      } else {
        assertEquals(LongStream.range(next, next + count).boxed().toList(), values(blocks));
        next += count;
      }
    }
  }

  @Test
  void expiredRangesAreReportedWhereTheyStoppedAndTheNextIsUsed() {
    pool.add(holding(0, 10, 50));
    pool.add(holding(10, 20, 60));
    pool.add(holding(20, 30, 70));
    assertEquals(List.of(0L, 1L), values(pool.take(2, 0)));
    assertEquals(28, pool.remaining(0));
    assertEquals(List.of(20L), values(pool.take(1, 60)));
    assertEquals(List.of(new Ended(0, 2), new Ended(10, 10)), List.copyOf(ended));
    assertNull(pool.take(1, 70));
    assertEquals(0, pool.remaining(70));
  }

  @Test
  void lowMeansNothingInLineAndAQuarterGone() {
    assertTrue(pool.isLow(0));
    pool.add(holding(0, 8, 50));
    assertFalse(pool.isLow(0));
    assertEquals(1, values(pool.take(1, 0)).size());
    assertFalse(pool.isLow(0));
    assertEquals(1, values(pool.take(1, 0)).size());
    assertTrue(pool.isLow(0));
    pool.add(holding(8, 16, 60));
    assertFalse(pool.isLow(0));
    assertEquals(6, values(pool.take(6, 0)).size());
    assertFalse(pool.isLow(0));
    assertEquals(2, values(pool.take(2, 0)).size());
    assertTrue(pool.isLow(0));
  }

  @Test
  void lowMeansThatTheLastRangeInLineEndsSoon() {
    pool.add(holding(0, 8, 50));
    assertFalse(pool.isLow(49));
    assertTrue(pool.isLow(50));
    pool.add(holding(8, 16, 60));
    assertFalse(pool.isLow(59));
    assertTrue(pool.isLow(60));
    pool.add(holding(16, 24, 70));
    assertFalse(pool.isLow(60));
  }

  @Test
  void threadsThatMeetOnOneRangeNeverTakeTheSameValue() {
    pool.add(holding(0, 2_000_000, 100));
    List<CompletableFuture<BitSet>> takers =
        IntStream.range(0, 4)
            .mapToObj(
                taker ->
                    TestingNode.later(
                        () -> {
                          BitSet mine = new BitSet(2_000_000);
                          for (int i = 0; i < 500_000; i++) {
                            mine.set((int) values(pool.take(1, 0)).getFirst().longValue());
                          }
                          return mine;
                        }))
            .toList();
    BitSet all = new BitSet(2_000_000);
    for (CompletableFuture<BitSet> taker : takers) {
      BitSet taken = TestingNode.get(taker);
      assertEquals(500_000, taken.cardinality());
      assertFalse(all.intersects(taken), "a value was taken twice");
      all.or(taken);
    }
    assertNull(pool.take(1, 0));
  }

  @Test
  void manyThreadsAndADropLoseNoValueAndTakeNoneTwice() {
    for (int round = 0; round < 200; round++) {
      AtomicLong sealed = new AtomicLong();
      RangePool fresh = new RangePool((holding, taken) -> sealed.addAndGet(holding.size() - taken));
      for (int i = 0; i < 20; i++) {
        fresh.add(holding(i * 50L, i * 50L + 50, 100));
      }
      ConcurrentLinkedQueue<Long> taken = new ConcurrentLinkedQueue<>();
      List<CompletableFuture<Boolean>> takers =
          IntStream.range(0, 4)
              .mapToObj(
                  taker ->
                      TestingNode.later(
                          () -> {
                            for (int i = 0; i < 40; i++) {
                              List<RangePool.Block> blocks = fresh.take(1 + (i + taker) % 13, 0);
                              if (blocks != null) {
                                taken.addAll(values(blocks));
                              }
                            }
                            return true;
                          }))
              .toList();
      fresh.drop();
      takers.forEach(taker -> assertTrue(TestingNode.get(taker)));
      assertNull(fresh.take(1, 0));
      assertEquals(taken.size(), taken.stream().distinct().count());
      assertEquals(1_000, taken.size() + sealed.get());
    }
  }
}
