package io.tidemark.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of a rule that shapes a number line. May hold contradictions until {@link #faults()} is
 * empty.
 *
 * @param mode how values are issued; frozen
 * @param start the first value; frozen
 * @param step the distance between values; frozen
 * @param max the last value that may be given away, inclusive; values end there, they never cycle
 * @param rangeSizeMin the fewest values that a node reserves at once in mode {@code range}
 * @param rangeSizeMax the most values that a node reserves at once in mode {@code range}
 */
public record SequenceRule(
    SequenceMode mode, long start, long step, long max, long rangeSizeMin, long rangeSizeMax) {

  /** The largest step. */
  public static final long STEP_MAX = 1_000_000_000L;

  /**
   * The largest value of any line: one largest step below 2^63, so that the end of a range never
   * overflows.
   */
  public static final long VALUE_MAX = Long.MAX_VALUE - STEP_MAX;

  /** The most values that one command may reserve. */
  public static final long RANGE_SIZE_MAX = 100_000_000L;

  /** Mode {@code range}, 1, 2, 3, ... */
  public static final SequenceRule DEFAULT =
      new SequenceRule(SequenceMode.RANGE, 1, 1, VALUE_MAX, 100, 10_000_000);

  /** The same rule in another mode. */
  public SequenceRule withMode(SequenceMode other) {
    return new SequenceRule(other, start, step, max, rangeSizeMin, rangeSizeMax);
  }

  /** What contradicts itself or is out of bounds; empty for a rule that can be stored. */
  public List<FieldFault> faults() {
    List<FieldFault> faults = new ArrayList<>();
    if (start < 0 || start > VALUE_MAX) {
      faults.add(new FieldFault("start", "%d is not within 0..%d".formatted(start, VALUE_MAX)));
    }
    if (step < 1 || step > STEP_MAX) {
      faults.add(new FieldFault("step", "%d is not within 1..%d".formatted(step, STEP_MAX)));
    }
    if (max < start || max > VALUE_MAX) {
      faults.add(
          new FieldFault(
              "max", "%d is not within start (%d)..%d".formatted(max, start, VALUE_MAX)));
    }
    if (rangeSizeMin < 1 || rangeSizeMin > RANGE_SIZE_MAX) {
      faults.add(
          new FieldFault(
              "range_size_min", "%d is not within 1..%d".formatted(rangeSizeMin, RANGE_SIZE_MAX)));
    }
    if (rangeSizeMax < rangeSizeMin || rangeSizeMax > RANGE_SIZE_MAX) {
      faults.add(
          new FieldFault(
              "range_size_max",
              "%d is not within range_size_min (%d)..%d"
                  .formatted(rangeSizeMax, rangeSizeMin, RANGE_SIZE_MAX)));
    }
    return List.copyOf(faults);
  }

  /**
   * How many values can still be reserved from a mark on.
   *
   * @param mark the first value never reserved; a whole number of steps after {@link #start}
   */
  public long remainingFrom(long mark) {
    return mark > max ? 0 : (max - mark) / step + 1;
  }

  /**
   * The first value of the line that is not below the given one; {@code value} must not exceed
   * {@link #VALUE_MAX}.
   */
  public long alignUp(long value) {
    long past = Math.max(0, value - start);
    long steps = past / step + (past % step == 0 ? 0 : 1);
    return start + steps * step;
  }
}
