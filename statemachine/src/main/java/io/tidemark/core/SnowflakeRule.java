package io.tidemark.core;

import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How the bits of a namespace's snowflakes are shared out. May hold contradictions until {@link
 * #faults} is empty; all of it is frozen.
 *
 * @param epochMillis Unix time of tick 0
 * @param timeUnitMillis length of a tick
 * @param timeBits width of the tick
 * @param workerBits width of the worker number
 * @param sequenceBits width of the sequence within the tick
 * @param order of worker number and sequence
 */
public record SnowflakeRule(
    long epochMillis,
    int timeUnitMillis,
    int timeBits,
    int workerBits,
    int sequenceBits,
    FieldOrder order) {

  /** The lengths of a tick that can be chosen. Each is a class of worker numbers of its own. */
  public static final Set<Integer> TIME_UNITS_MILLIS = Set.of(1, 10, 1_000);

  /** The latest epoch: 2^48 - 1, in the year 10889. */
  public static final long EPOCH_MILLIS_MAX = (1L << 48) - 1;

  /** The rule that prescribes a layout. */
  public static SnowflakeRule of(SnowflakeLayout layout) {
    return new SnowflakeRule(
        layout.epochMillis(),
        layout.timeUnitMillis(),
        layout.timeBits(),
        layout.workerBits(),
        layout.sequenceBits(),
        layout.order());
  }

  /**
   * What contradicts itself or is out of bounds; empty for a rule that can be stored.
   *
   * @param bitsMax the most bits of an ID
   */
  List<FieldFault> faults(int bitsMax) {
    List<FieldFault> faults = new ArrayList<>();
    boolean unitFits = TIME_UNITS_MILLIS.contains(timeUnitMillis);
    if (!unitFits) {
      faults.add(
          new FieldFault(
              "layout.time_unit_millis", "%d is not 1, 10 or 1000".formatted(timeUnitMillis)));
    }
    if (epochMillis < 0 || epochMillis > EPOCH_MILLIS_MAX) {
      faults.add(new FieldFault("layout.epoch", "is not within 1970 and 10889"));
    } else if (unitFits && epochMillis % timeUnitMillis != 0) {
      faults.add(
          new FieldFault(
              "layout.epoch", "is not a multiple of %d ms since 1970".formatted(timeUnitMillis)));
    }
    int before = faults.size();
    checkWithin(
        faults,
        "layout.time_bits",
        timeBits,
        SnowflakeLayout.TIME_BITS_MIN,
        SnowflakeLayout.TIME_BITS_MAX);
    checkWithin(faults, "layout.worker_bits", workerBits, 1, SnowflakeLayout.WORKER_BITS_MAX);
    checkWithin(faults, "layout.sequence_bits", sequenceBits, 1, SnowflakeLayout.SEQUENCE_BITS_MAX);
    int bits = timeBits + workerBits + sequenceBits;
    if (faults.size() == before && bits > bitsMax) {
      faults.add(
          new FieldFault(
              "layout",
              "time_bits %d, worker_bits %d and sequence_bits %d are %d bits together, more than the %d that an ID of this kind has"
                  .formatted(timeBits, workerBits, sequenceBits, bits, bitsMax)));
    }
    return List.copyOf(faults);
  }

  /**
   * The layout.
   *
   * @throws IllegalArgumentException if the rule has faults
   */
  public SnowflakeLayout layout() {
    return new SnowflakeLayout(
        epochMillis, timeUnitMillis, timeBits, workerBits, sequenceBits, order);
  }

  private static void checkWithin(
      List<FieldFault> faults, String field, int value, int min, int max) {
    if (value < min || value > max) {
      faults.add(new FieldFault(field, "%d is not within %d..%d".formatted(value, min, max)));
    }
  }
}
