package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nodes that have applied the log to the same index have the same state, to the bit. In the end all
 * nodes must have been seen at one and the same index.
 */
public final class SameState implements Checker {
  private final Map<String, Map<String, String>> hashes = new TreeMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("same-state");
  private int nodes;

  @Override
  public String name() {
    return "same-state";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.f().equals("registry") && operation.type() == Operation.Type.OK) {
      JsonNode copy = operation.value();
      hashes
          .computeIfAbsent(
              "%s of epoch %s".formatted(copy.path("applied"), copy.path("epoch")),
              index -> new HashMap<>())
          .merge(
              copy.path("node").asText(),
              copy.path("hash").asText(),
              (before, now) -> {
                if (!before.equals(now)) {
                  findings.violation(
                      "%s had two states at index %s"
                          .formatted(copy.path("node"), copy.path("applied")));
                }
                return now;
              });
      nodes = Math.max(nodes, copy.path("members").asInt());
    }
  }

  @Override
  public Verdict verdict() {
    int mostAtOnce = 0;
    for (Map.Entry<String, Map<String, String>> index : hashes.entrySet()) {
      if (new TreeSet<>(index.getValue().values()).size() > 1) {
        findings.violation(
            "states differ at index %s: %s".formatted(index.getKey(), index.getValue()));
      }
      mostAtOnce = Math.max(mostAtOnce, index.getValue().size());
    }
    findings.figure("copies", hashes.values().stream().mapToInt(Map::size).sum());
    findings.figure("nodes_compared", mostAtOnce);
    if (mostAtOnce < nodes || mostAtOnce == 0) {
      findings.unknown("only %d of %d nodes were seen at one index".formatted(mostAtOnce, nodes));
    }
    return findings.verdict();
  }
}
