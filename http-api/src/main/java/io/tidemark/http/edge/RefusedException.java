package io.tidemark.http.edge;

/**
 * Ends a call with a refusal. Checked, so that the compiler knows who answers it, and without a
 * stack trace: it is an expected result that travels as an exception only because a framework calls
 * us.
 */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  /** Why. */
  public Refusal refusal() {
    return refusal;
  }
}
