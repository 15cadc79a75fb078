package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.Envelope;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Reply;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The judge: sees every entry applied and every ID issued, keeps its own books, and ends the run at
 * the first {@link Invariant} that is broken. It decides nothing by asking the core.
 */
final class Ledger {

  private record Decided(List<Reply> replies, long digest) {}

  private final Scenario scenario;
  private final Coverage coverage;
  private final Scheduler scheduler;
  private final List<Decided> decided = new ArrayList<>();
  private final LineLedger lines = new LineLedger();
  private final TimeLedger times;
  private final Map<IncarnationNumber, EnumSet<Service>> served = new HashMap<>();
  private final Map<Long, NamespaceKey> namespaces = new HashMap<>();

  Ledger(Scenario scenario, Coverage coverage, Scheduler scheduler) {
    this.scenario = scenario;
    this.coverage = coverage;
    this.scheduler = scheduler;
    this.times =
        new TimeLedger(coverage, scenario.mutant() != Mutant.SUPERSEDED_NOT_FENCED_NOR_WATCHED);
  }

  /** A replica has applied an entry. The first one to do so speaks for the cluster. */
  void applied(NodeName replica, Logged logged, List<Reply> replies, SimulatedStore after) {
    int index = (int) logged.position().index();
    Decided now = new Decided(replies, after.digest());
    if (index < decided.size()) {
      if (!decided.get(index).equals(now)) {
        throw new InvariantViolation(
            Invariant.REPLICAS_AGREE,
            "%s differs from the others after %s: %s, not %s"
                .formatted(replica, logged, now, decided.get(index)));
      }
      return;
    }
    decided.add(now);
    switch (logged) {
      case Logged.Nothing ignored -> {}
      case Logged.Voters voters -> times.membersAre(voters.names(), voters.listeners());
      case Logged.Commands commands -> {
        List<Envelope> envelopes = commands.entry().envelopes();
        for (int i = 0; i < envelopes.size(); i++) {
          judge(envelopes.get(i), replies.get(i), after);
        }
      }
    }
  }

  /** What has been received from a monotonic line so far, by anyone. */
  long askedAfter(LineKey line) {
    return lines.receivedMax(line);
  }

  void issuedInOrder(IncarnationNumber by, LineKey line, long value, long askedAfter) {
    lines.issued(by, line, value);
    lines.received(line, value, askedAfter);
    served(by, Service.MONOTONIC);
  }

  void issued(IncarnationNumber by, LineKey line, long value, HeldSince since) {
    checkAge(by, since);
    lines.issued(by, line, value);
    served(by, Service.RANGE);
  }

  /** A UUIDv7 or ULID. */
  void issuedStamp(IncarnationNumber by, WindowStamper.Stamp stamp) {
    checkAge(by, stamp.since());
    times.stamped(new WindowOwner.TimeLine(by), by, 1, stamp);
    served(by, Service.STAMP);
  }

  void issuedSnowflake(IncarnationNumber by, WorkerKey worker, WindowStamper.Stamp stamp) {
    checkAge(by, stamp.since());
    int unitMillis = worker.workerClass().timeUnitMillis();
    times.stamped(new WindowOwner.Worker(worker), by, unitMillis, stamp);
    served(by, Service.SNOWFLAKE);
  }

  /** What the incarnation has issued since {@link #watchService()}. */
  EnumSet<Service> servedBy(IncarnationNumber incarnation) {
    return served.getOrDefault(incarnation, EnumSet.noneOf(Service.class));
  }

  void watchService() {
    served.clear();
  }

  long replicatedTimeMillis() {
    return times.replicatedTimeMillis();
  }

  private void served(IncarnationNumber by, Service service) {
    coverage.issued(service);
    served.computeIfAbsent(by, ignored -> EnumSet.noneOf(Service.class)).add(service);
  }

  private void checkAge(IncarnationNumber by, HeldSince since) {
    long ageMillis = scheduler.nowMillis() - since.trueMillis();
    if (ageMillis > scenario.holdMillisMax()) {
      throw new InvariantViolation(
          Invariant.HOLDING_EXPIRES,
          "incarnation %s issued from a holding %d ms old, the bound is %d ms"
              .formatted(by, ageMillis, scenario.holdMillisMax()));
    }
  }

  private void judge(Envelope envelope, Reply reply, SimulatedStore after) {
    times.passed(envelope, reply);
    switch (reply.outcome()) {
      case Outcome.IncarnationRegistered registered ->
          times.registered(envelope, registered.number());
      case Outcome.ClockReported ignored -> {}
      case Outcome.RangeReserved reserved -> {
        times.checkCurrent(envelope, reserved);
        lines.reserved(lineOf(envelope, reserved), reserved.range(), envelope.incarnation());
        if (!reserved.label().equals(PeriodLabel.NONE)) {
          checkPeriod(envelope, reserved, reply.replicatedTimeMillis(), after);
        }
      }
      case Outcome.WindowExtended extended -> {
        times.checkCurrent(envelope, extended);
        if (envelope.command() instanceof Command.ExtendWindow command) {
          coverage.saw(Happening.WINDOW_EXTENDED);
          times.granted(command.owner(), envelope, extended.window());
        }
      }
      case Outcome.WorkerClaimed claimed -> {
        times.checkCurrent(envelope, claimed);
        times.granted(new WindowOwner.Worker(claimed.worker()), envelope, claimed.window());
      }
      case Outcome.WorkerReleased ignored -> {
        if (envelope.command() instanceof Command.ReleaseWorker(WorkerKey worker, long until)) {
          coverage.saw(Happening.WORKER_RELEASED);
          times.released(worker, envelope.incarnation(), until);
        }
      }
      case Outcome.NamespacePut put -> {
        checkNumber(put.namespace());
        coverage.saw(Happening.NAMESPACE_CHANGED);
        if (put.created() && put.namespace().generation() > 1) {
          coverage.saw(Happening.NAMESPACE_RECREATED);
        }
      }
      case Outcome.NamespaceDeleted gone -> checkNumber(gone.tombstone());
      case Outcome.RangeSealed ignored -> {
        if (envelope.command() instanceof Command.SealRange seal) {
          coverage.saw(Happening.RANGE_SEALED);
          LineKey line = new LineKey(envelope.tenant(), seal.namespaceNumber(), seal.label());
          lines.sealed(line, seal.first(), seal.usedEnd());
        }
      }
      case Outcome.HighWaterMarkRaised ignored -> {
        if (envelope.command() instanceof Command.RaiseHighWaterMark raise) {
          coverage.saw(Happening.MARK_RAISED);
          lines.raised(envelope.tenant(), raise, after);
        }
      }
      case Outcome.Rejected rejected -> coverage.refused(rejected.reason());
    }
  }

  private static LineKey lineOf(Envelope envelope, Outcome.RangeReserved reserved) {
    IdRange range = reserved.range();
    if (range.count() < 1) {
      throw new InvariantViolation(Invariant.RANGES_DISJOINT, "an empty range: " + reserved);
    }
    return new LineKey(envelope.tenant(), reserved.namespaceNumber(), reserved.label());
  }

  private void checkPeriod(
      Envelope envelope, Outcome.RangeReserved reserved, long timeMillis, SimulatedStore after) {
    LineKey line = lineOf(envelope, reserved);
    lines.periodIs(line, reserved.period(), timeMillis);
    if (envelope.command() instanceof Command.ReserveRange command
        && !command.period().equals(reserved.period())) {
      coverage.saw(Happening.PERIOD_OF_OTHER_TABLES);
    }
    for (LineRecord closed : after.linesOf(reserved.namespaceNumber())) {
      if (closed.period().endMillis() <= timeMillis && closed.rangesKept() == 0) {
        coverage.saw(Happening.CLOSED_PERIOD_SHRUNK);
      }
    }
  }

  private void checkNumber(NamespaceRecord namespace) {
    NamespaceKey key = namespaces.putIfAbsent(namespace.number(), namespace.key());
    if (key != null && !key.equals(namespace.key())) {
      throw new InvariantViolation(
          Invariant.NAMESPACE_NUMBER_GIVEN_ONCE,
          "number %d is %s's and %s's".formatted(namespace.number(), key, namespace.key()));
    }
  }
}
