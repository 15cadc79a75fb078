package io.tidemark.core;

/**
 * A place in the replicated log.
 *
 * @param term Raft term of the entry
 * @param index Raft index of the entry; {@link #NOTHING} has -1
 */
public record LogPosition(long term, long index) {

  /** Before the first entry. */
  public static final LogPosition NOTHING = new LogPosition(0, -1);
}
