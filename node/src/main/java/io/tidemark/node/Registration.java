package io.tidemark.node;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Outcome;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.schedule.Recurring;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Registers this process as the node's current incarnation, for as long as that takes, and from
 * then on reports the node's clock while nothing else does. The process's random name makes a
 * repeated registration the same one.
 */
final class Registration {

  private static final long RETRY_MILLIS = 100;

  /** After a refusal, which every attempt writes into the log. */
  private static final long REFUSED_RETRY_MILLIS = 5_000;

  private static final long GRACE_MILLIS = 500;

  private final Proposer proposer;
  private final InstantSource wall;
  private final NodeLimits limits;
  private final ScheduledExecutorService scheduler;
  private final String processNonce;
  private final ClusterSecret offer;
  private final CompletableFuture<IncarnationNumber> registered = new CompletableFuture<>();
  private volatile String trouble = "not registered yet";
  private volatile boolean reporting;
  private volatile boolean reportLost;

  Registration(
      Proposer proposer,
      InstantSource wall,
      NodeLimits limits,
      ScheduledExecutorService scheduler,
      String processNonce,
      ClusterSecret offer) {
    this.proposer = proposer;
    this.wall = wall;
    this.limits = limits;
    this.scheduler = scheduler;
    this.processNonce = processNonce;
    this.offer = offer;
  }

  /** Completes on a thread of the log once the process is registered. */
  CompletableFuture<IncarnationNumber> start() {
    attempt();
    return registered;
  }

  /** Why the process is not registered yet. */
  String trouble() {
    return trouble;
  }

  /**
   * Keeps reporting the clock of a node that proposes nothing, whenever a new interval has begun by
   * it. Intervals are aligned, as those of any other node are: so replicated time, which a majority
   * has reached, is close behind the clocks once in each, at the full minute among others, and
   * therefore where a period begins.
   */
  void reportClockWhileIdle() {
    Recurring.run(scheduler, "report the clock", graceMillis(), this::reportClockIfDue);
  }

  private void attempt() {
    var _ =
        proposer
            .propose(new Command.RegisterIncarnation(processNonce, offer))
            .thenAccept(this::conclude);
  }

  private void conclude(Proposal proposal) {
    if (proposal
        instanceof
        Proposal.Decided(_, Outcome.IncarnationRegistered(IncarnationNumber number, _), _)) {
      proposer.register(number);
      trouble = "";
      registered.complete(number);
      return;
    }
    trouble =
        switch (proposal) {
          case Proposal.Decided decided -> "registration refused: " + decided.outcome();
          case Proposal.Refused(String detail) -> "registration waits: " + detail;
          case Proposal.Unknown(String detail) -> "registration waits: " + detail;
        };
    long pause = proposal instanceof Proposal.Decided ? REFUSED_RETRY_MILLIS : RETRY_MILLIS;
    var _ = scheduler.schedule(this::attempt, pause, TimeUnit.MILLISECONDS);
  }

  /** Also if the clock was stepped back, since the last entry carried one that is far off. */
  private void reportClockIfDue() {
    long last = proposer.lastProposedMillis();
    long now = wall.millis();
    long begun = now - Math.floorMod(now, limits.clockReportMillis());
    boolean quiet = last < begun && now - begun >= graceMillis();
    if ((quiet || last > now || reportLost) && !reporting) {
      reporting = true;
      var _ =
          proposer
              .propose(new Command.ReportClock())
              .thenAccept(
                  proposal -> {
                    reportLost = !(proposal instanceof Proposal.Decided);
                    reporting = false;
                  });
    }
  }

  /** For a node that is busy to tell its clock with what it proposes anyway. */
  private long graceMillis() {
    return Math.min(GRACE_MILLIS, limits.clockReportMillis() / 2);
  }
}
