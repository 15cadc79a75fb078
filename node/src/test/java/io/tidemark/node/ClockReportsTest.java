package io.tidemark.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.core.RejectionReason;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.RecordedFaults;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.log.TestingTicker;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

final class ClockReportsTest {

  private static final NodeLimits LIMITS = NodeLimits.DEFAULT;
  private static final long SOON_MILLIS = 1_100;

  private final FakeLog log = new FakeLog(new TestingTicker(), "n1");
  private final TestingClock clock = new TestingClock();
  private final TestingScheduler scheduler = new TestingScheduler();
  private final Proposer proposer =
      new Proposer(log, new NodeName("n1"), clock, LIMITS, new RecordedFaults(), 1);
  private final ClockReports reports = new ClockReports(proposer, clock, LIMITS);

  @Test
  void anIdleNodeReportsItsClockAsOftenAsItShould() {
    reporting();
    passToAFullInterval();
    int before = reports();
    for (int interval = 1; interval <= 4; interval++) {
      pass(SOON_MILLIS);
      assertEquals(before + interval, reports(), "not soon after the interval's begin");
      assertTrue(clock.millis() - proposer.lastDecidedMillis() <= SOON_MILLIS);
      pass(LIMITS.clockReportMillis() - SOON_MILLIS);
    }
    assertEquals(before + 4, reports());
  }

  @Test
  void aReportThatWasLostIsRepeated() {
    reporting();
    passToAFullInterval();
    int before = reports();
    log.next(Fate.REFUSE, Fate.LOSE_ENTRY);
    pass(5_000);
    assertEquals(before + 3, reports());
  }

  @Test
  void aNodeThatProposesAnywayReportsNothing() {
    reporting();
    pass(1_000);
    int before = reports();
    for (int i = 0; i < 2 * LIMITS.clockReportMillis() / 50; i++) {
      pass(50);
      var _ =
          proposer.propose(
              new Command.DeleteNamespace(new NamespaceName("none"), Precondition.none()));
    }
    assertEquals(before, reports());
  }

  @Test
  void aClockThatWasSteppedBackIsReportedSoon() {
    reporting();
    passToAFullInterval();
    pass(5_000);
    int before = reports();
    clock.stepMillis(-10_000);
    pass(SOON_MILLIS);
    assertEquals(before + 1, reports());
    clock.stepMillis(-3_600_000);
    pass(SOON_MILLIS);
    assertEquals(before + 2, reports());
  }

  @Test
  void aRefusalForWantOfTimeHasTheClockReportedOnceASecond() {
    reporting();
    passToAFullInterval();
    pass(3_000);
    int before = reports();
    for (int i = 0; i < 20; i++) {
      reports.refused(RejectionReason.CLOCK_OUT_OF_BOUNDS);
      pass(100);
    }
    assertEquals(before + 2, reports());
    pass(5_000);
    assertEquals(before + 3, reports(), "asked once more since, and no more");
  }

  @Test
  void aReportThatARefusalAskedForIsRepeatedIfItWasLost() {
    reporting();
    passToAFullInterval();
    pass(3_000);
    int before = reports();
    log.next(Fate.REFUSE, Fate.LOSE_ENTRY);
    reports.refused(RejectionReason.NO_WORKER_FREE);
    pass(5_000);
    assertEquals(before + 3, reports());
  }

  @Test
  void otherRefusalsAreNoReasonToReport() {
    reporting();
    passToAFullInterval();
    pass(3_000);
    int before = reports();
    for (RejectionReason reason :
        EnumSet.complementOf(
            EnumSet.of(
                RejectionReason.CLOCK_OUT_OF_BOUNDS,
                RejectionReason.NO_WORKER_FREE,
                RejectionReason.RULE_INVALID))) {
      reports.refused(reason);
    }
    pass(5_000);
    assertEquals(before, reports());
  }

  private void reporting() {
    new Registration(proposer, scheduler, "process-a", new ClusterSecret("ab".repeat(32)))
        .start()
        .join();
    reports.start(scheduler);
  }

  private int reports() {
    return log.submitted(Command.ReportClock.class).size();
  }

  /** Lets time pass in steps, on the scheduler and on the clock. */
  private void pass(long millis) {
    for (long passed = 0; passed < millis; passed += 50) {
      clock.stepMillis(50);
      scheduler.passMillis(50);
    }
  }

  /** Just before what comes next. */
  private void passToAFullInterval() {
    long interval = LIMITS.clockReportMillis();
    pass(interval - clock.millis() % interval);
  }
}
