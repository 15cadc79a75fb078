package io.tidemark.jepsen.checker;

import io.tidemark.jepsen.history.Operation;

/** What nodes keep on disk stays bounded, however long the run. */
public final class Bounded implements Checker {
  private static final long BYTES_MAX = 400L << 20;

  private final Verdict.Findings findings = new Verdict.Findings("bounded");
  private long largest;

  @Override
  public String name() {
    return "bounded";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.f().equals("disk") && operation.type() == Operation.Type.OK) {
      long bytes = operation.value().path("bytes").asLong();
      largest = Math.max(largest, bytes);
      if (bytes > BYTES_MAX) {
        findings.violation(
            "%s keeps %d bytes, and %d are the bound"
                .formatted(operation.node(), bytes, BYTES_MAX));
      }
    }
  }

  @Override
  public Verdict verdict() {
    findings.figure("largest_bytes", largest);
    if (largest == 0) {
      findings.unknown("nothing was measured");
    }
    return findings.verdict();
  }
}
