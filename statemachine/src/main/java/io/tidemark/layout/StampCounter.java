package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.mask;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Deals the stamps (tick, counter) of one owner of a time window, in order and never twice. A tick
 * is a millisecond for {@code uuid7} and {@code ulid}, the layout's time unit for {@code
 * snowflake}.
 *
 * <p>A stamp is one {@code long}: {@code (tick - origin) << counterBits | counter}. Stamps so form
 * a number line on which an overflow of the counter carries into the next tick by itself: the block
 * of {@code count} stamps that begins at {@code first} is exactly {@code first, first + 1, ...},
 * whatever ticks it spans. {@link #tickOf} and {@link #counterOf} take a stamp apart.
 *
 * <p>Invariants, under any number of threads and whatever clocks, floors and ends they bring:
 *
 * <ol>
 *   <li>No two blocks of one counter share a stamp.
 *   <li>A block lies wholly above every block that was dealt before it.
 *   <li>Every stamp of a block has {@code floor <= tick < end}, and no tick before the origin.
 *   <li>A block starts at max(last stamped, floor, clock): a clock that steps back makes logical
 *       time.
 *   <li>The last stamp only rises; a refusal leaves it as it was.
 *   <li>After {@link #poison} has returned, no call deals a stamp.
 * </ol>
 *
 * <p>The state is the last stamp alone, moved by compare-and-set: lock-free, one move a block. An
 * incarnation (a worker number) must use one counter for all its windows. To spread contention, an
 * issuer may give each thread a counter of fewer bits and put the number of that stripe into the
 * low bits of the layout's counter; stamps then rise per stripe instead of per node.
 */
public final class StampCounter {

  /** Returned instead of a stamp: the block would need a tick at or after the window's end. */
  public static final long WINDOW_EXHAUSTED = -1;

  /** Returned instead of a stamp: {@link #poison} was called. */
  public static final long POISONED = -2;

  /** The widest counter that leaves 39 bits of ticks. */
  public static final int COUNTER_BITS_MAX = 24;

  private static final long NOTHING_STAMPED = -1;

  private final int counterBits;
  private final long originTick;
  private final long horizonTick;
  private final AtomicLong last = new AtomicLong(NOTHING_STAMPED);

  /**
   * A counter that has not stamped anything.
   *
   * @param counterBits width of the counter within a tick, 1 to {@value #COUNTER_BITS_MAX}
   * @param originTick the first tick that may ever be stamped, 0 to 2^48 - 1. The counter reaches
   *     2^(63 - counterBits) - 1 ticks from here: 69 years of milliseconds at 22 bits
   * @throws IllegalArgumentException if an argument is out of bounds
   */
  public StampCounter(int counterBits, long originTick) {
    if (counterBits < 1 || counterBits > COUNTER_BITS_MAX) {
      throw new IllegalArgumentException(
          "counterBits " + counterBits + " is not between 1 and " + COUNTER_BITS_MAX);
    }
    this.counterBits = counterBits;
    this.originTick = Anatomy.checkFits("origin tick", originTick, Anatomy.MILLIS_BITS);
    this.horizonTick = originTick + mask(Long.SIZE - 1 - counterBits);
  }

  /**
   * Takes a block of consecutive stamps.
   *
   * @param nowTick what the clock says; any number
   * @param floorTick the first tick of the window; any number
   * @param endTickExclusive the end of the window; any number
   * @param count how many stamps, at least 1
   * @param randomStart where the counter starts if the block starts a new tick: any number, of
   *     which all but the top bit of the counter's width is used, so that half of the counter stays
   *     free. 0 starts every tick at 0
   * @return the first stamp, 0 or more; or {@link #WINDOW_EXHAUSTED} or {@link #POISONED}, both
   *     negative, and then nothing was taken
   * @throws IllegalArgumentException if the count is not positive
   */
  public long next(
      long nowTick, long floorTick, long endTickExclusive, int count, long randomStart) {
    if (count < 1) {
      throw new IllegalArgumentException("count " + count + " is not positive");
    }
    long tick = Math.max(Math.max(nowTick, floorTick), originTick);
    long end = Math.min(endTickExclusive, horizonTick);
    long start = randomStart & mask(counterBits - 1);
    while (true) {
      long seen = last.get();
      if (seen == POISONED) {
        return POISONED;
      }
      if (tick >= end) {
        return WINDOW_EXHAUSTED;
      }
      boolean startsTick = tick - originTick > (seen >> counterBits);
      long first = startsTick ? ((tick - originTick) << counterBits) | start : seen + 1;
      if (count > ((end - originTick) << counterBits) - first) {
        return WINDOW_EXHAUSTED;
      }
      if (last.compareAndSet(seen, first + count - 1)) {
        return first;
      }
    }
  }

  /**
   * Ends this counter for good. A block that was taken before stays with who took it.
   *
   * @return the last stamp that was ever dealt; negative if there was none or this was called
   *     before
   */
  public long poison() {
    return last.getAndSet(POISONED);
  }

  /** The tick of a stamp of this counter. */
  public long tickOf(long stamp) {
    return originTick + (stamp >>> counterBits);
  }

  /** The counter within its tick of a stamp of this counter. */
  public int counterOf(long stamp) {
    return (int) (stamp & mask(counterBits));
  }
}
