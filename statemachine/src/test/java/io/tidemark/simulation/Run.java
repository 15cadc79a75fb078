package io.tidemark.simulation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run ended. */
record Run(long seed, Mutant mutant, Coverage coverage, @Nullable RuntimeException thrown) {

  static Run of(long seed, Mutant mutant) {
    try {
      return new Run(seed, mutant, Simulation.run(seed, mutant, null), null);
    } catch (RuntimeException e) {
      // Whatever it was, people need the seed of it.
      return new Run(seed, mutant, new Coverage(), e);
    }
  }

  /** The invariant that was broken; empty if none was, or if the simulation itself failed. */
  Optional<Invariant> broken() {
    return thrown instanceof InvariantViolation violation
        ? Optional.of(violation.invariant())
        : Optional.empty();
  }

  /** What went wrong, and the command that shows how. */
  Optional<String> failure() {
    return thrown == null
        ? Optional.empty()
        : Optional.of(
            """
            seed %d: %s
            to replay it: mvn -pl statemachine test -Dtest=SimulationTest -Dsimulation.seed=%d \
            -Dsimulation.mutant=%s -Dsimulation.trace=true\
            """
                .formatted(seed, thrown, seed, mutant));
  }
}
