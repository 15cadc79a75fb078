package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;

/**
 * What a node says of an ID's origin is true: its range contains it, and it names the node that
 * issued it, which the call tells.
 */
public final class Origins implements Checker {
  private final Verdict.Findings findings = new Verdict.Findings("origins");
  private long told;
  private long forgotten;

  @Override
  public String name() {
    return "origins";
  }

  @Override
  public void observe(Operation operation) {
    if (!operation.f().equals("decode") || operation.type() != Operation.Type.OK) {
      return;
    }
    JsonNode said = operation.value();
    if (!said.path("first").isTextual()) {
      forgotten++; // The registry keeps the latest ranges only.
      return;
    }
    told++;
    long id = said.path("id").asLong();
    if (id < said.path("first").asLong() || id >= said.path("end").asLong()) {
      findings.violation(
          "operation %d: %d is not within %s".formatted(operation.index(), id, said));
    }
    String issuer = said.path("issued_by").asText();
    if (!said.path("node").asText().equals(issuer)) {
      findings.violation(
          "operation %d: %d was issued by %s, and %s says that %s did"
              .formatted(operation.index(), id, issuer, operation.node(), said.path("node")));
    }
  }

  @Override
  public Verdict verdict() {
    findings.figure("told", told);
    findings.figure("forgotten", forgotten);
    if (told == 0) {
      findings.unknown("no origin was told");
    }
    return findings.verdict();
  }
}
