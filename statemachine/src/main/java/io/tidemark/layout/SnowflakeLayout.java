package io.tidemark.layout;

import static io.tidemark.layout.Anatomy.checkFits;
import static io.tidemark.layout.Anatomy.mask;

import java.time.Instant;

/**
 * How the 63 bits of a {@code snowflake} are shared out (the sign stays 0): ticks since an epoch,
 * the worker number, the sequence within the tick. Most significant first, so that the IDs of one
 * worker rise, as in Twitter's Snowflake (2010).
 *
 * @param epochMillis Unix time of tick 0, 0 to 2^48 - 1
 * @param timeUnitMillis length of a tick, 1 to {@value #TIME_UNIT_MILLIS_MAX}
 * @param timeBits width of the tick, {@value #TIME_BITS_MIN} to {@value #TIME_BITS_MAX}
 * @param workerBits width of the worker number, 1 to {@value #WORKER_BITS_MAX}
 * @param sequenceBits width of the sequence, 1 to {@value #SEQUENCE_BITS_MAX}
 */
public record SnowflakeLayout(
    long epochMillis, int timeUnitMillis, int timeBits, int workerBits, int sequenceBits) {

  /** 2024-01-01T00:00:00Z, the epoch of {@link #DEFAULT}. */
  public static final long EPOCH_DEFAULT_MILLIS = 1_704_067_200_000L;

  /** The longest tick: a minute. */
  public static final int TIME_UNIT_MILLIS_MAX = 60_000;

  /** The narrowest tick. */
  public static final int TIME_BITS_MIN = 32;

  /** The widest tick. */
  public static final int TIME_BITS_MAX = 48;

  /** The widest worker number. */
  public static final int WORKER_BITS_MAX = 24;

  /** The widest sequence. */
  public static final int SEQUENCE_BITS_MAX = StampCounter.COUNTER_BITS_MAX;

  /** 41 bits of milliseconds since 2024, 10 of worker, 12 of sequence; lasts until 2093. */
  public static final SnowflakeLayout DEFAULT =
      new SnowflakeLayout(EPOCH_DEFAULT_MILLIS, 1, 41, 10, 12);

  private static final int VALUE_BITS = 63;

  /** Checks the bounds of every component and that the widths make 63 bits. */
  public SnowflakeLayout {
    checkFits("epoch in milliseconds", epochMillis, Anatomy.MILLIS_BITS);
    checkBetween("timeUnitMillis", timeUnitMillis, 1, TIME_UNIT_MILLIS_MAX);
    checkBetween("timeBits", timeBits, TIME_BITS_MIN, TIME_BITS_MAX);
    checkBetween("workerBits", workerBits, 1, WORKER_BITS_MAX);
    checkBetween("sequenceBits", sequenceBits, 1, SEQUENCE_BITS_MAX);
    if (timeBits + workerBits + sequenceBits != VALUE_BITS) {
      throw new IllegalArgumentException(
          "timeBits %d, workerBits %d and sequenceBits %d do not add up to %d"
              .formatted(timeBits, workerBits, sequenceBits, VALUE_BITS));
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
    return (tick << (workerBits + sequenceBits)) | ((long) worker << sequenceBits) | sequence;
  }

  /** The tick of an ID. */
  public long tick(long id) {
    return id >>> (workerBits + sequenceBits);
  }

  /** The worker number of an ID. */
  public int worker(long id) {
    return (int) ((id >>> sequenceBits) & mask(workerBits));
  }

  /** The sequence of an ID within its tick. */
  public int sequence(long id) {
    return (int) (id & mask(sequenceBits));
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

  private static void checkBetween(String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s %d is not between %d and %d".formatted(field, value, min, max));
    }
  }
}
