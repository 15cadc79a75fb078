package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.Map;
import java.util.TreeMap;

/**
 * No ID is received twice in the whole run, whatever node issued it, before or after restarts and
 * restores. IDs of one line or kind are compared with each other.
 */
public final class Unique implements Checker {
  private final Map<String, IdTable> tables = new TreeMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("unique");
  private long asked;

  @Override
  public String name() {
    return "unique";
  }

  @Override
  public void observe(Operation operation) {
    if (!operation.f().equals("generate")) {
      return;
    }
    if (operation.type() == Operation.Type.INVOKE) {
      asked++;
    }
    if (operation.type() == Operation.Type.OK) {
      String line = operation.value().path("line").asText();
      IdTable table = tables.computeIfAbsent(line, name -> new IdTable());
      int index = Math.toIntExact(operation.index());
      for (JsonNode id : operation.value().path("ids")) {
        int before = table.add(id.asText(), index);
        if (before >= 0) {
          findings.violation(
              "%s of %s in operation %d of %s was issued before, in operation %d"
                  .formatted(id.asText(), line, index, operation.node(), before));
        }
      }
    }
  }

  @Override
  public Verdict verdict() {
    long all = 0;
    for (Map.Entry<String, IdTable> table : tables.entrySet()) {
      findings.figure("ids." + table.getKey(), table.getValue().size());
      all += table.getValue().size();
    }
    findings.figure("ids", all);
    findings.figure("asked", asked);
    if (all == 0) {
      findings.unknown("no ID was issued");
    }
    return findings.verdict();
  }
}
