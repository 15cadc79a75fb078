package io.tidemark.jepsen.checker;

import io.tidemark.jepsen.history.Operation;

/**
 * Judges a history. Sees its operations once, in order, and then says what it makes of them. Used
 * by one thread.
 */
public interface Checker {

  /** What it judges, such as {@code unique}. */
  String name();

  /** Takes note of the next operation. */
  void observe(Operation operation);

  /** The judgement of all that was observed. */
  Verdict verdict();
}
