package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.jepsen.history.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was asked for after something was received is larger, on any node. For lines of mode {@code
 * monotonic}, and, with equality allowed, for reads of high-water marks.
 *
 * <p>As operations come in the order of time, it is enough to keep, for each that is going on, the
 * largest value that was received before it began.
 */
public final class Rising implements Checker {
  private final String f;
  private final String linesPrefix;
  private final boolean strictly;
  private final Map<String, Long> largest = new TreeMap<>();
  private final Map<Integer, Long> floors = new HashMap<>();
  private final Verdict.Findings findings;
  private long compared;

  private Rising(String name, String f, String linesPrefix, boolean strictly) {
    this.f = f;
    this.linesPrefix = linesPrefix;
    this.strictly = strictly;
    this.findings = new Verdict.Findings(name);
    this.name = name;
  }

  private final String name;

  /** Of the values that monotonic lines, known by their names' beginning, issue. */
  public static Rising monotonic(String linesPrefix) {
    return new Rising("monotonic", "generate", linesPrefix, true);
  }

  /** Of the marks that linearizable reads show. */
  public static Rising marks() {
    return new Rising("marks-rise", "mark", "", false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void observe(Operation operation) {
    String line = operation.value().path("line").asText("");
    if (!operation.f().equals(f) || !line.startsWith(linesPrefix)) {
      return;
    }
    switch (operation.type()) {
      case INVOKE -> floors.put(operation.process(), largest.getOrDefault(line, Long.MIN_VALUE));
      case OK -> received(operation, line);
      case FAIL, INFO -> floors.remove(operation.process());
    }
  }

  private void received(Operation operation, String line) {
    Long floor = floors.remove(operation.process());
    long last = Long.MIN_VALUE;
    for (JsonNode id : operation.value().path("ids")) {
      long value = Long.parseLong(id.asText());
      if (floor == null || value < floor || (strictly && value == floor)) {
        findings.violation(
            "%d of %s in operation %d of %s, though %d was received before it was asked for"
                .formatted(value, line, operation.index(), operation.node(), floor));
      }
      if (strictly && value <= last) {
        findings.violation(
            "%d of %s comes after %d in operation %d"
                .formatted(value, line, last, operation.index()));
      }
      last = value;
      compared++;
    }
    largest.merge(line, last, Math::max);
  }

  @Override
  public Verdict verdict() {
    findings.figure("compared", compared);
    if (compared < 2) {
      findings.unknown("there was nothing to compare");
    }
    return findings.verdict();
  }
}
