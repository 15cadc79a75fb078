package io.tidemark.core;

/**
 * What must hold of a namespace for a change to be made: HTTP's {@code If-Match} and {@code
 * If-None-Match: *}.
 */
public sealed interface Precondition {

  /** Change whatever is there. */
  record None() implements Precondition {}

  /** The namespace must not exist (a tombstone doesn't count as existing). */
  record Absent() implements Precondition {}

  /** The namespace must exist with exactly this generation. */
  record AtGeneration(long generation) implements Precondition {}

  /** The namespace must exist. */
  record Present() implements Precondition {}

  /** No condition. */
  static Precondition none() {
    return new None();
  }
}
