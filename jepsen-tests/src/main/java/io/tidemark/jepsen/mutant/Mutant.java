package io.tidemark.jepsen.mutant;

import java.util.List;

/**
 * A build with a fault that we put in. Its classes are made from the sources as they are now, so it
 * can't fall behind them: a place that is not found any more is an error.
 *
 * @param name what is wrong with it
 * @param workload that shows it
 * @param faults that bring it out, in turn
 * @param caughtBy the checker that must say so
 * @param quick whether a run without waiting for faults is enough
 * @param edits what is changed
 */
record Mutant(
    String name,
    String workload,
    List<String> faults,
    String caughtBy,
    boolean quick,
    List<Edit> edits) {

  Mutant {
    faults = List.copyOf(faults);
    edits = List.copyOf(edits);
  }

  /**
   * A change of one source.
   *
   * @param source below the root of the checkout
   * @param found occurs exactly once in it
   * @param replacement takes its place
   */
  record Edit(String source, String found, String replacement) {}
}
