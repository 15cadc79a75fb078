package io.tidemark.core;

/** Port: stops this node. What is in flight is abandoned; nothing is given away after the call. */
@FunctionalInterface
public interface FaultHandler {

  /**
   * Halts. In production it does not return. Safe for use by many threads; the first call counts.
   */
  void halt(Fault fault);
}
