package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.Envelope;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The judge's books on time: incarnations, windows, stamps and replicated time. */
final class TimeLedger {

  private record Held(WindowOwner line, IncarnationNumber by) {}

  private record Ticked(WindowOwner line, long tick, int counter) {}

  private static final class TimeLine {
    private long endMillis;
    private long stampedEndMillis;
    private TimeWindow last = TimeWindow.EMPTY;
    private IncarnationNumber lastHolder = IncarnationNumber.NONE;
    private NodeName lastNode = new NodeName("nobody");
  }

  private final Coverage coverage;
  private final boolean fencing;
  private final Map<IncarnationNumber, String> processes = new HashMap<>();
  private final Map<NodeName, IncarnationNumber> current = new HashMap<>();
  private final Map<WindowOwner, TimeLine> timeLines = new HashMap<>();
  private final Map<Held, TreeMap<Long, TimeWindow>> windows = new HashMap<>();
  private final Set<Ticked> issued = new HashSet<>();
  private final Map<NodeName, Long> reports = new HashMap<>();
  private Set<NodeName> voters = Set.of();
  private long replicatedTimeMillis;

  TimeLedger(Coverage coverage, boolean fencing) {
    this.coverage = coverage;
    this.fencing = fencing;
  }

  long replicatedTimeMillis() {
    return replicatedTimeMillis;
  }

  void membersAre(Set<NodeName> voting, Set<NodeName> listening) {
    voters = Set.copyOf(voting);
    current.keySet().removeIf(node -> !voting.contains(node) && !listening.contains(node));
    reports.keySet().retainAll(voters);
  }

  /** Takes the proposer's clock and looks at what replicated time has made of it. */
  void passed(Envelope envelope, Reply reply) {
    boolean heard =
        !(reply.outcome() instanceof Outcome.Rejected rejected)
            || isHeard(envelope.command(), rejected.reason());
    if (heard && voters.contains(envelope.proposer())) {
      reports.put(envelope.proposer(), envelope.clockMillis());
    }
    long now = reply.replicatedTimeMillis();
    if (now < replicatedTimeMillis) {
      throw new InvariantViolation(
          Invariant.REPLICATED_TIME_RISES,
          "went back from %d to %d".formatted(replicatedTimeMillis, now));
    }
    if (now > replicatedTimeMillis) {
      long reached = reports.values().stream().filter(clock -> clock >= now).count();
      if (reached <= voters.size() / 2) {
        throw new InvariantViolation(
            Invariant.REPLICATED_TIME_FOLLOWS_MAJORITY,
            "%d was reached by %d of %d voters only: %s"
                .formatted(now, reached, voters.size(), reports));
      }
      replicatedTimeMillis = now;
    }
  }

  /** Whether the clock of a refused command counts. */
  private static boolean isHeard(Command command, RejectionReason reason) {
    return switch (reason) {
      case UNKNOWN_FEATURE, NOT_A_MEMBER -> false;
      case SUPERSEDED_INCARNATION -> command instanceof Command.RegisterIncarnation;
      default -> true;
    };
  }

  void registered(Envelope envelope, IncarnationNumber number) {
    String process =
        envelope.command() instanceof Command.RegisterIncarnation(String nonce, _, _) ? nonce : "";
    String holder = processes.putIfAbsent(number, process);
    if (holder != null && !holder.equals(process)) {
      throw new InvariantViolation(
          Invariant.INCARNATION_GIVEN_ONCE,
          "%s was given to process %s and to process %s".formatted(number, holder, process));
    }
    current.put(envelope.proposer(), number);
  }

  void checkCurrent(Envelope envelope, Outcome granted) {
    IncarnationNumber latest = current.get(envelope.proposer());
    if (fencing && !envelope.incarnation().equals(latest)) {
      throw new InvariantViolation(
          Invariant.SUPERSEDED_GAINS_NOTHING,
          "incarnation %s of %s was granted %s after %s was registered"
              .formatted(envelope.incarnation(), envelope.proposer(), granted, latest));
    }
  }

  void granted(WindowOwner owner, Envelope envelope, TimeWindow window) {
    IncarnationNumber by = envelope.incarnation();
    TimeLine line = timeLines.computeIfAbsent(owner, ignored -> new TimeLine());
    if (line.last.equals(window) && line.lastHolder.equals(by)) {
      coverage.saw(Happening.WINDOW_REPEATED);
      return;
    }
    if (window.startMillis() < line.endMillis) {
      throw new InvariantViolation(
          Invariant.WINDOWS_DISJOINT,
          "%s was granted %s, but the line is used up to %d, by incarnation %s"
              .formatted(by, window, line.endMillis, line.lastHolder));
    }
    if (window.endMillis() > replicatedTimeMillis + ReplicatedState.WINDOW_AHEAD_MILLIS_MAX) {
      throw new InvariantViolation(
          Invariant.WINDOW_WITHIN_BOUND,
          "%s at replicated time %d".formatted(window, replicatedTimeMillis));
    }
    if (!line.lastHolder.equals(IncarnationNumber.NONE)
        && !line.lastNode.equals(envelope.proposer())) {
      coverage.saw(Happening.WORKER_PASSED_ON);
    }
    line.endMillis = window.endMillis();
    line.last = window;
    line.lastHolder = by;
    line.lastNode = envelope.proposer();
    windows
        .computeIfAbsent(new Held(owner, by), ignored -> new TreeMap<>())
        .put(window.startMillis(), window);
  }

  /** The holder has said that it stamps no more; what is left of its windows is nobody's. */
  void released(WorkerKey worker, IncarnationNumber by, long usedUntilMillis) {
    WindowOwner owner = new WindowOwner.Worker(worker);
    TimeLine line = timeLines.computeIfAbsent(owner, ignored -> new TimeLine());
    long usedEnd = Math.max(line.last.startMillis(), usedUntilMillis);
    line.endMillis = Math.max(usedEnd, line.stampedEndMillis);
    line.last = TimeWindow.EMPTY;
    TreeMap<Long, TimeWindow> held = windows.get(new Held(owner, by));
    if (held != null) {
      held.replaceAll((start, window) -> cut(window, usedUntilMillis));
    }
  }

  void stamped(WindowOwner owner, IncarnationNumber by, int unitMillis, WindowStamper.Stamp stamp) {
    long millis = stamp.tick() * unitMillis;
    TreeMap<Long, TimeWindow> held = windows.getOrDefault(new Held(owner, by), new TreeMap<>());
    Map.Entry<Long, TimeWindow> window = held.floorEntry(millis);
    if (window == null || millis >= window.getValue().endMillis()) {
      throw new InvariantViolation(
          Invariant.STAMP_INSIDE_WINDOW,
          "incarnation %s stamped tick %d of %s, outside of its windows %s"
              .formatted(by, stamp.tick(), owner, held.values()));
    }
    if (!issued.add(new Ticked(owner, stamp.tick(), stamp.counter()))) {
      throw new InvariantViolation(
          owner instanceof WindowOwner.Worker
              ? Invariant.SNOWFLAKE_ISSUED_ONCE
              : Invariant.STAMP_ISSUED_ONCE,
          "incarnation %s issued %s of %s again".formatted(by, stamp, owner));
    }
    TimeLine line = timeLines.computeIfAbsent(owner, ignored -> new TimeLine());
    line.stampedEndMillis = Math.max(line.stampedEndMillis, millis + 1);
  }

  private static TimeWindow cut(TimeWindow window, long endMillis) {
    return new TimeWindow(
        window.startMillis(),
        Math.max(window.startMillis(), Math.min(window.endMillis(), endMillis)));
  }
}
