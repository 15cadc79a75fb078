package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A restore makes the same state for every node, in the next epoch, and the mark of every line in
 * it is above all that the old cluster has issued until then, by what the backup's age allows.
 */
public final class Restored implements Checker {
  /** What the names of the lines begin with. */
  public static final String PREFIX = "b-";

  private final Map<String, Long> largest = new HashMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("restored");
  private long drills;

  @Override
  public String name() {
    return "restored";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.type() != Operation.Type.OK) {
      return;
    }
    if (operation.f().equals("generate")) {
      String line = operation.value().path("line").asText();
      if (line.startsWith(PREFIX)) {
        operation
            .value()
            .path("ids")
            .forEach(id -> largest.merge(line, Long.parseLong(id.asText()), Math::max));
      }
    } else if (operation.f().equals("drill")) {
      drills++;
      drill(operation);
    }
  }

  private void drill(Operation operation) {
    Set<String> hashes = new HashSet<>();
    long epoch = operation.value().path("epoch_before").asLong() + 1;
    for (JsonNode restored : operation.value().path("restored")) {
      hashes.add(restored.path("hash").asText());
      if (restored.path("epoch").asLong() != epoch) {
        findings.violation(
            "operation %d: restored with epoch %s, not %d"
                .formatted(operation.index(), restored.path("epoch"), epoch));
      }
      largest.forEach(
          (line, value) -> {
            JsonNode mark = restored.path("lines").path(line).path("mark");
            if (mark.isIntegralNumber() && mark.asLong() <= value) {
              findings.violation(
                  "operation %d: %s was restored with mark %s, and %d was issued before"
                      .formatted(operation.index(), line, mark, value));
            }
          });
    }
    if (hashes.size() != 1) {
      findings.violation(
          "operation %d: nodes were restored with states %s".formatted(operation.index(), hashes));
    }
  }

  @Override
  public Verdict verdict() {
    findings.figure("drills", drills);
    if (drills == 0 || largest.isEmpty()) {
      findings.unknown("nothing was restored");
    }
    return findings.verdict();
  }
}
