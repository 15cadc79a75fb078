package io.tidemark.node.issue;

import io.tidemark.core.Command;
import io.tidemark.core.Outcome;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.log.TestingTicker;
import java.util.List;

/** Three voters that share a log; each has a wall clock of its own. */
final class TestingCluster {

  final TestingTicker ticker = new TestingTicker();
  final List<TestingNode> nodes;

  TestingCluster() {
    FakeLog log = new FakeLog(ticker, "n1", "n2", "n3");
    TestingNode first = new TestingNode("n1", log, ticker, new TestingClock());
    nodes = List.of(first, first.sibling("n2"), first.sibling("n3"));
    reportClocks();
  }

  TestingNode node(int number) {
    return nodes.get(number - 1);
  }

  /** Lets time pass on every clock, and makes it known as idle nodes do. */
  void passMillis(long millis) {
    ticker.advanceMillis(millis);
    nodes.forEach(node -> node.clock.stepMillis(millis));
    reportClocks();
  }

  long replicatedMillis() {
    return node(1).log.store().read(view -> view.cluster().replicatedTimeMillis());
  }

  private void reportClocks() {
    for (TestingNode node : nodes) {
      long now = node.clock.millis();
      long last = node.proposer.lastDecidedMillis();
      long begun = now - now % node.limits.clockReportMillis();
      if (!node.log.isReachable() || (last >= begun && last <= now)) {
        continue;
      }
      Outcome outcome = node.outcomeOf(new Command.ReportClock());
      if (!(outcome instanceof Outcome.ClockReported)) {
        throw new AssertionError("clock not reported: " + outcome);
      }
    }
    nodes.forEach(node -> node.context.periodClock().look());
  }
}
