package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.checkFits;
import static io.tidemark.layout.Anatomy.mask;

import java.time.Instant;

/**
 * How the bits of a {@code snowflake} are shared out, at most 63 (the sign stays 0): ticks since an
 * epoch, the worker number, the sequence within the tick. The ticks stand first, so that the IDs of
 * one worker rise, as in Twitter's Snowflake (2010).
 *
 * <p>Ticks begin at whole multiples of their length since 1970 whatever the epoch is, so layouts
 * with the same length of a tick share their ticks and differ in what they number them from.
 *
 * @param epochMillis Unix time of tick 0, 0 to 2^48 - 1, a multiple of the length of a tick
 * @param timeUnitMillis length of a tick, 1 to {@value #TIME_UNIT_MILLIS_MAX}
 * @param timeBits width of the tick, {@value #TIME_BITS_MIN} to {@value #TIME_BITS_MAX}
 * @param workerBits width of the worker number, 1 to {@value #WORKER_BITS_MAX}
 * @param sequenceBits width of the sequence, 1 to {@value #SEQUENCE_BITS_MAX}
 * @param order of the worker number and the sequence, behind the tick
 */
public record SnowflakeLayout(
    long epochMillis,
    int timeUnitMillis,
    int timeBits,
    int workerBits,
    int sequenceBits,
    FieldOrder order) {

  /** What stands behind what; most significant first. */
  public enum FieldOrder {
    /** As Twitter's. */
    TIME_WORKER_SEQUENCE,
    /** As Sony's. */
    TIME_SEQUENCE_WORKER
  }

  /** 2024-01-01T00:00:00Z, the epoch of {@link #DEFAULT}. */
  public static final long EPOCH_DEFAULT_MILLIS = 1_704_067_200_000L;

  /** The longest tick: a second. */
  public static final int TIME_UNIT_MILLIS_MAX = 1_000;

  /** The narrowest tick. */
  public static final int TIME_BITS_MIN = 32;

  /** The widest tick. */
  public static final int TIME_BITS_MAX = 48;

  /** The widest worker number. */
  public static final int WORKER_BITS_MAX = 22;

  /** The widest sequence. */
  public static final int SEQUENCE_BITS_MAX = StampCounter.COUNTER_BITS_MAX;

  /** 41 bits of milliseconds since 2024, 10 of worker, 12 of sequence; lasts until 2093. */
  public static final SnowflakeLayout DEFAULT =
      new SnowflakeLayout(EPOCH_DEFAULT_MILLIS, 1, 41, 10, 12);

  /**
   * 41 bits of milliseconds since 2024, 5 of worker, 7 of sequence: never above 2^53 - 1, the
   * largest integer that is safe in JavaScript; lasts until 2093.
   */
  public static final SnowflakeLayout DEFAULT_53 =
      new SnowflakeLayout(EPOCH_DEFAULT_MILLIS, 1, 41, 5, 7);

  /** The most bits of an ID that is positive in 64 bits. */
  public static final int BITS_MAX = 63;

  /** The most bits of an ID that a double holds exactly. */
  public static final int BITS_MAX_53 = 53;

  /** A layout in Twitter's order. */
  public SnowflakeLayout(
      long epochMillis, int timeUnitMillis, int timeBits, int workerBits, int sequenceBits) {
    this(
        epochMillis,
        timeUnitMillis,
        timeBits,
        workerBits,
        sequenceBits,
        FieldOrder.TIME_WORKER_SEQUENCE);
  }

  /** Checks the bounds of every component and that the widths fit in 63 bits together. */
  public SnowflakeLayout {
    checkFits("epoch in milliseconds", epochMillis, Anatomy.MILLIS_BITS);
    checkBetween("timeUnitMillis", timeUnitMillis, 1, TIME_UNIT_MILLIS_MAX);
    checkBetween("timeBits", timeBits, TIME_BITS_MIN, TIME_BITS_MAX);
    checkBetween("workerBits", workerBits, 1, WORKER_BITS_MAX);
    checkBetween("sequenceBits", sequenceBits, 1, SEQUENCE_BITS_MAX);
    if (timeBits + workerBits + sequenceBits > BITS_MAX) {
      throw new IllegalArgumentException(
          "timeBits %d, workerBits %d and sequenceBits %d are more than %d together"
              .formatted(timeBits, workerBits, sequenceBits, BITS_MAX));
    }
    if (epochMillis % timeUnitMillis != 0) {
      throw new IllegalArgumentException(
          "epoch %d is not a multiple of timeUnitMillis %d".formatted(epochMillis, timeUnitMillis));
    }
  }

  /**
   * The ID of one stamp of one worker, never negative.
   *
   * @throws IllegalArgumentException if any part does not fit its width: nothing ever wraps
   */
  public long encode(long tick, int worker, int sequence) {
    checkFits("tick", tick, timeBits);
    checkFits("worker", worker, workerBits);
    checkFits("sequence", sequence, sequenceBits);
    return (tick << (workerBits + sequenceBits))
        | ((long) worker << workerShift())
        | ((long) sequence << sequenceShift());
  }

  /** The tick of an ID. */
  public long tick(long id) {
    return id >>> (workerBits + sequenceBits);
  }

  /** The worker number of an ID. */
  public int worker(long id) {
    return (int) ((id >>> workerShift()) & mask(workerBits));
  }

  /** The sequence of an ID within its tick. */
  public int sequence(long id) {
    return (int) ((id >>> sequenceShift()) & mask(sequenceBits));
  }

  /** How many bits an ID has at most. */
  public int bits() {
    return timeBits + workerBits + sequenceBits;
  }

  /** How many ticks lie between 1970 and the epoch. */
  public long epochTick() {
    return epochMillis / timeUnitMillis;
  }

  /** The tick that contains this moment; negative before the epoch. */
  public long tickAt(long unixMillis) {
    return Math.floorDiv(unixMillis - epochMillis, timeUnitMillis);
  }

  /**
   * The first tick that begins at or after this moment. The ticks that lie wholly in a window
   * {@code [start, end)} are {@code [firstTickFrom(start), tickAt(end))}: a tick that two windows
   * share belongs to neither.
   */
  public long firstTickFrom(long unixMillis) {
    return Math.ceilDiv(unixMillis - epochMillis, timeUnitMillis);
  }

  /** Unix time in milliseconds at which a tick begins. */
  public long millisAt(long tick) {
    return epochMillis + tick * timeUnitMillis;
  }

  /** The end of all ticks: 2^timeBits. The end of every window must be cut to it. */
  public long tickEnd() {
    return 1L << timeBits;
  }

  /** The first moment for which this layout has no IDs. */
  public Instant exhaustion() {
    return Instant.ofEpochMilli(millisAt(tickEnd()));
  }

  private int workerShift() {
    return order == FieldOrder.TIME_WORKER_SEQUENCE ? sequenceBits : 0;
  }

  private int sequenceShift() {
    return order == FieldOrder.TIME_WORKER_SEQUENCE ? 0 : workerBits;
  }

  private static void checkBetween(String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s %d is not between %d and %d".formatted(field, value, min, max));
    }
  }
}
