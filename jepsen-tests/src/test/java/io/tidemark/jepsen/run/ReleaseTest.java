package io.tidemark.jepsen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.workload.Workloads;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What release runs demand, and what they say of it. */
final class ReleaseTest {

  private static List<Verdict> measured(Number millis) {
    return List.of(
        new Verdict("recovery", Verdict.Validity.VALID, Map.of("max_ms", millis), List.of()));
  }

  @Test
  void aFigureIsHeldAgainstItsBound() {
    Demand atMost = Demand.atMost("recovery", "max_ms", 5_000);
    assertTrue(atMost.isMet(measured(5_000)));
    assertFalse(atMost.isMet(measured(5_000.1)));
    Demand atLeast = Demand.atLeast("recovery", "max_ms", 30);
    assertTrue(atLeast.isMet(measured(30)));
    assertFalse(atLeast.isMet(measured(29)));
  }

  @Test
  void whatWasNotMeasuredIsNotMet() {
    assertFalse(Demand.atMost("recovery", "other", 5_000).isMet(measured(1)));
    assertFalse(Demand.atMost("unique", "max_ms", 5_000).isMet(measured(1)));
  }

  @Test
  void theTableSaysWhatWasMissed() {
    ReleaseRun run =
        new ReleaseRun(
            "r",
            List.of("kill-all"),
            1,
            TestPlan.USUAL_CALM,
            1,
            1,
            1,
            List.of(Demand.atMost("recovery", "max_ms", 5_000), Demand.told("recovery", "max_ms")));
    ReleaseTable table = new ReleaseTable();
    table.add(run, 7, measured(6_000.4));
    assertEquals(
        """
        | run | figure | measured | demanded | |
        | --- | --- | --- | --- | --- |
        | `r`, seed 7 | checkers | all valid | all valid |  |
        |  | ids | not measured |  |  |
        |  | max_ms | 6,000.4 | at most 5,000 | **missed** |
        |  | max_ms | 6,000.4 |  |  |
        """,
        table.markdown());
  }

  @Test
  void everyReleaseRunNamesFaultsThatThereAre() {
    for (ReleaseRun run : ReleaseRun.all()) {
      assertFalse(TestCommand.faults(run.faults(), Workloads.ALL, 3).isEmpty(), run.name());
    }
  }

  @Test
  void linesOfTheListOfRegressionsMayBeComments() {
    assertEquals(
        List.of("--seed 1"), RegressionsCommand.tests(List.of("# why", "", " --seed 1 ", "#")));
  }
}
