package io.tidemark.layout;

import io.tidemark.layout.SnowflakeLayout.FieldOrder;

/** Layouts of snowflakes that others made known, so that their readers read ours. */
public enum SnowflakePreset {

  /**
   * Twitter's Snowflake of 2010: 41 bits of milliseconds since 2010-11-04, 10 of worker (5 of data
   * centre and 5 of machine there), 12 of sequence.
   */
  TWITTER,

  /**
   * Sony's Sonyflake, version 1: 39 bits of 10 ms since 2014-09-01, then 8 of sequence, then 16 of
   * machine.
   */
  SONYFLAKE,

  /**
   * As Instagram's of 2012: milliseconds since 2011-08-24, 13 bits of shard, which is the worker
   * here, 10 of sequence. Of its 41 bits of time the first is the sign of a 64-bit number; here it
   * stays 0.
   */
  INSTAGRAM;

  /** The layout that the name stands for. */
  public SnowflakeLayout layout() {
    return switch (this) {
      case TWITTER -> new SnowflakeLayout(1_288_834_974_657L, 1, 41, 10, 12);
      case SONYFLAKE ->
          new SnowflakeLayout(1_409_529_600_000L, 10, 39, 16, 8, FieldOrder.TIME_SEQUENCE_WORKER);
      case INSTAGRAM -> new SnowflakeLayout(1_314_220_021_721L, 1, 40, 13, 10);
    };
  }
}
