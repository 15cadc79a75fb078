package io.tidemark.node;

import io.tidemark.core.Command;
import io.tidemark.core.RejectionReason;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.schedule.Recurring;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reports the clock of a node that proposes nothing else; replicated time is what a majority of the
 * clocks has reached.
 *
 * <ol>
 *   <li>Whenever a new interval has begun by it. Intervals are aligned, as those of any other node
 *       are: so replicated time is close behind the clocks once in each, at the full minute among
 *       others, and therefore where a period begins.
 *   <li>When a command was refused for want of time, so that it may be repeated after a second or
 *       so, and not after an interval.
 * </ol>
 *
 * <p>Only an entry that was decided counts as a report. Safe for use by many threads.
 */
final class ClockReports {

  /** For a node that is busy to tell its clock with what it proposes anyway. */
  private static final long GRACE_MILLIS = 500;

  /** Between two reports that refusals asked for. */
  private static final long ASKED_MILLIS_MIN = 1_000;

  private final Proposer proposer;
  private final InstantSource wall;
  private final NodeLimits limits;
  private final AtomicBoolean reporting = new AtomicBoolean();
  private volatile boolean asked;

  ClockReports(Proposer proposer, InstantSource wall, NodeLimits limits) {
    this.proposer = proposer;
    this.wall = wall;
    this.limits = limits;
  }

  /** Goes on until the scheduler ends. The process must be registered. */
  void start(ScheduledExecutorService scheduler) {
    Recurring.run(scheduler, "report the clock", graceMillis(), this::reportIfDue);
  }

  /** Takes note that a command was refused; all nodes hear of it, and each reports its clock. */
  void refused(RejectionReason reason) {
    switch (reason) {
      // A rule is invalid, too, as long as its epoch lies in the future.
      case CLOCK_OUT_OF_BOUNDS, NO_WORKER_FREE, RULE_INVALID -> asked = true;
      default -> {}
    }
  }

  private void reportIfDue() {
    if (isDue() && reporting.compareAndSet(false, true)) {
      boolean wasAsked = asked;
      asked = false;
      var _ =
          proposer
              .propose(new Command.ReportClock())
              .thenAccept(
                  proposal -> {
                    if (wasAsked && !(proposal instanceof Proposal.Decided)) {
                      asked = true;
                    }
                    reporting.set(false);
                  });
    }
  }

  /** Also if the clock was stepped back, since the last entry carried one that is far off. */
  private boolean isDue() {
    long last = proposer.lastDecidedMillis();
    long now = wall.millis();
    long begun = now - Math.floorMod(now, limits.clockReportMillis());
    return (last < begun && now - begun >= graceMillis())
        || last > now
        || (asked && now - last >= ASKED_MILLIS_MIN);
  }

  private long graceMillis() {
    return Math.min(GRACE_MILLIS, limits.clockReportMillis() / 2);
  }
}
