package io.tidemark.simulation;

/** A run broke an invariant. */
final class InvariantViolation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  InvariantViolation(Invariant invariant, String detail) {
    super(invariant + ": " + detail);
    this.invariant = invariant;
  }

  InvariantViolation(Invariant invariant, String detail, Throwable cause) {
    super(invariant + ": " + detail, cause);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
