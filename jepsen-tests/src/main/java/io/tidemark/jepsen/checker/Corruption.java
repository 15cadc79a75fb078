package io.tidemark.jepsen.checker;

import io.tidemark.jepsen.history.Operation;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the hits on files, by type of file, and how many of them a node noticed: it ended, or
 * refused to start. The rest did no harm, as far as the other checkers say so.
 */
public final class Corruption implements Checker {
  private final Map<String, Long> hits = new TreeMap<>();
  private final Map<String, Long> noticed = new TreeMap<>();
  private final Verdict.Findings findings = new Verdict.Findings("corruption");

  @Override
  public String name() {
    return "corruption";
  }

  @Override
  public void observe(Operation operation) {
    if (operation.f().equals("hit")) {
      String type = operation.value().path("type").asText();
      hits.merge(type, 1L, Long::sum);
      noticed.merge(type, operation.value().path("noticed").asBoolean() ? 1L : 0L, Long::sum);
    }
  }

  @Override
  public Verdict verdict() {
    hits.forEach((type, count) -> findings.figure("hits." + type, count));
    noticed.forEach((type, count) -> findings.figure("noticed." + type, count));
    return findings.verdict();
  }
}
