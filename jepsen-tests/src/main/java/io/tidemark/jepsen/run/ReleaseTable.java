package io.tidemark.jepsen.run;

import io.tidemark.jepsen.checker.Verdict;
import java.util.List;

/** What release runs have shown, as a table in Markdown. */
final class ReleaseTable {
  private final StringBuilder rows =
      new StringBuilder(
          "| run | figure | measured | demanded | |\n| --- | --- | --- | --- | --- |\n");

  /** Adds a run: what its checkers say, how much it did, and each figure that counts. */
  void add(ReleaseRun run, long seed, List<Verdict> verdicts) {
    List<String> invalid =
        verdicts.stream()
            .filter(verdict -> !verdict.isValid())
            .map(verdict -> verdict.checker() + " " + verdict.validity())
            .toList();
    row(
        "`%s`, seed %d".formatted(run.name(), seed),
        "checkers",
        invalid.isEmpty() ? "all valid" : String.join(", ", invalid),
        "all valid",
        invalid.isEmpty());
    figure(Demand.told("unique", "ids"), verdicts);
    run.demands().forEach(demand -> figure(demand, verdicts));
  }

  private void figure(Demand demand, List<Verdict> verdicts) {
    row(
        "",
        demand.figure(),
        demand.in(verdicts).map(Demand::number).orElse("not measured"),
        demand.text(),
        demand.isMet(verdicts));
  }

  private void row(String run, String figure, String measured, String demanded, boolean met) {
    rows.append(
        "| %s | %s | %s | %s | %s |%n"
            .formatted(run, figure, measured, demanded, met ? "" : "**missed**"));
  }

  String markdown() {
    return rows.toString();
  }
}
