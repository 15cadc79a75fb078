package io.tidemark.core;

/** What an ID looks like and how it stays unique. */
public enum Kind {
  /** RFC 9562 version 7; unique by incarnation, window and counter. */
  UUID7,
  /** RFC 9562 version 4; the one kind that is unique by probability only. */
  UUID4,
  /** ULID; unique as {@link #UUID7} is. */
  ULID,
  /** 63 bits of time, worker and sequence; unique by the worker number's window. */
  SNOWFLAKE,
  /** The values of a number line; unique by reserved ranges. */
  SEQUENCE
}
