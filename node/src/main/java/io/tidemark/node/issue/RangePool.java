package io.tidemark.node.issue;

import io.tidemark.core.IdRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The ranges that a sequence is issued from: one in use, the others in line behind it.
 *
 * <ol>
 *   <li>A request gets all its values or none, so that nothing is burned for one that fails.
 *   <li>Values rise: ranges are used in the order in which they were added.
 *   <li>Only the range in use is taken from without the lock; those in line are not.
 *   <li>A range that expires or is dropped is poisoned, then reported with the end of what was
 *       taken. After {@link #drop} has returned, nothing is taken.
 * </ol>
 */
final class RangePool {

  /** Values in a row. */
  record Block(IdRange range, long offset, int count) {}

  private final ObjLongConsumer<RangeHolding> ended;
  private final Object turn = new Object();
  private final ArrayDeque<RangeHolding> line = new ArrayDeque<>();
  private volatile @Nullable RangeHolding current;

  /** The last in line, or else the one in use. */
  private volatile @Nullable RangeHolding last;

  private volatile boolean dropped;

  /**
   * A pool without ranges.
   *
   * @param ended is told of every range that ended with values left, and of how many were taken;
   *     called outside of the lock
   */
  RangePool(ObjLongConsumer<RangeHolding> ended) {
    this.ended = ended;
  }

  /**
   * Takes values, in rising order.
   *
   * @return null if fewer are held
   */
  @Nullable List<Block> take(int count, long nowNanos) {
    RangeHolding holding = current;
    if (holding != null && !holding.isExpired(nowNanos)) {
      long offset = holding.take(count);
      if (offset >= 0) {
        return List.of(new Block(holding.range(), offset, count));
      }
    }
    List<RangeHolding> over = new ArrayList<>();
    List<Block> blocks;
    synchronized (turn) {
      discard(nowNanos, over);
      blocks = takeAcross(count);
    }
    over.forEach(this::end);
    return blocks;
  }

  /** Adds a range at the end of the line; one that comes after the drop is ended at once. */
  void add(RangeHolding holding) {
    synchronized (turn) {
      if (!dropped) {
        if (current == null) {
          current = holding;
        } else {
          line.add(holding);
        }
        last = holding;
        return;
      }
    }
    end(holding);
  }

  /** Ends every range, and all that is added later. */
  void drop() {
    List<RangeHolding> over;
    synchronized (turn) {
      dropped = true;
      over = new ArrayList<>(line);
      RangeHolding holding = current;
      if (holding != null) {
        over.addFirst(holding);
      }
      current = null;
      last = null;
      line.clear();
    }
    over.forEach(this::end);
  }

  boolean isDropped() {
    return dropped;
  }

  /** How many values could be taken now. */
  long remaining(long nowNanos) {
    synchronized (turn) {
      RangeHolding holding = current;
      long remaining = holding == null ? 0 : remaining(holding, nowNanos);
      for (RangeHolding behind : line) {
        remaining += remaining(behind, nowNanos);
      }
      return remaining;
    }
  }

  /**
   * Whether the next range should be on its way: the last one ends soon, or none is in line and a
   * quarter of the one in use is gone.
   *
   * @param soonNanos a moment by which a range that has expired needs a successor
   */
  @SuppressWarnings("ReferenceEquality") // The very range in use.
  boolean isLow(long soonNanos) {
    RangeHolding holding = last; // The last to expire, too: it was asked for after the others.
    return holding == null
        || holding.isExpired(soonNanos)
        || (holding == current && holding.remaining() <= holding.size() - holding.size() / 4);
  }

  /** Whether of the range in use alone more than so many values can be taken until then. */
  boolean isPlenty(long values, long untilNanos) {
    RangeHolding holding = current;
    return holding != null && remaining(holding, untilNanos) > values;
  }

  private static long remaining(RangeHolding holding, long nowNanos) {
    return holding.isExpired(nowNanos) ? 0 : holding.remaining();
  }

  /** Moves up in line past ranges that are used up or expired. */
  private void discard(long nowNanos, List<RangeHolding> over) {
    RangeHolding holding = current;
    while (holding != null && remaining(holding, nowNanos) == 0) {
      over.add(holding);
      holding = line.poll();
    }
    useNow(holding);
  }

  /** Takes the rest of the range in use and what else is needed from those in line, or nothing. */
  private @Nullable List<Block> takeAcross(int count) {
    long inLine = 0;
    for (RangeHolding behind : line) {
      inLine += behind.remaining();
    }
    RangeHolding holding = current;
    List<Block> blocks = new ArrayList<>();
    int missing = count;
    while (holding != null && missing > 0) {
      long left = holding.remaining();
      if (left + inLine < missing) {
        return null; // Only possible before the first block: what is in line is this thread's.
      }
      int here = (int) Math.min(left, missing);
      if (here > 0) {
        long offset = holding.take(here);
        if (offset < 0) {
          continue; // Another thread took from the range in use meanwhile: look again.
        }
        blocks.add(new Block(holding.range(), offset, here));
        missing -= here;
      }
      if (missing > 0) {
        holding = line.poll();
        inLine -= holding == null ? 0 : holding.remaining();
      }
    }
    useNow(holding);
    return missing == 0 ? blocks : null;
  }

  /** To be called after the line has moved up. */
  private void useNow(@Nullable RangeHolding holding) {
    current = holding;
    if (holding == null) {
      last = null;
    }
  }

  private void end(RangeHolding holding) {
    long taken = holding.poison();
    if (taken >= 0 && taken < holding.size()) {
      ended.accept(holding, taken);
    }
  }
}
