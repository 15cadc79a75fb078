package io.tidemark.core;

/** What an ID looks like and how it stays unique. */
public enum Kind {
  /** RFC 9562 version 7; unique by incarnation, window and counter. */
  UUID7,
  /** RFC 9562 version 4; unique by probability only. */
  UUID4,
  /** ULID; unique as {@link #UUID7} is. */
  ULID,
  /** 63 bits of time, worker and sequence; unique by the worker number's window. */
  SNOWFLAKE,
  /** The values of a number line; unique by reserved ranges. */
  SEQUENCE,
  /** As {@link #SNOWFLAKE}, but never above 2^53 - 1, so that JavaScript's numbers hold it. */
  SNOWFLAKE53,
  /** A {@link #UUID7} in base 32 behind a prefix, by the TypeID specification. */
  TYPEID,
  /** KSUID; unique as {@link #UUID7} is. */
  KSUID,
  /** 21 random symbols; unique by probability only. */
  NANOID,
  /** The ObjectID of BSON; unique by incarnation, second and counter. */
  OBJECTID;

  /**
   * Whether IDs of the kind can be had without a namespace: all but those whose namespace gives
   * them their line of values or their prefix.
   */
  public boolean isBuiltIn() {
    return this != SEQUENCE && this != TYPEID;
  }
}
