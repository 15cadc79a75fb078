package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.LineKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.period.Reset;
import java.util.List;
import java.util.TreeMap;

/** What clients and operators do, sense and nonsense. */
final class Workload {

  private static final NamespaceName ORDERS = new NamespaceName("orders");
  private static final NamespaceName PARCELS = new NamespaceName("parcels");
  private static final NamespaceName INVOICES = new NamespaceName("invoices");
  private static final NamespaceName TICKETS = new NamespaceName("tickets");
  private static final NamespaceName HOURS = new NamespaceName("hours");

  /** All sequences that clients ask for values of. */
  static final List<NamespaceName> SEQUENCES = List.of(ORDERS, PARCELS, TICKETS, INVOICES, HOURS);

  /** One whose ticks don't divide a second, and one with very few numbers, among them. */
  static final List<WorkerClass> WORKER_CLASSES =
      List.of(
          WorkerClass.DEFAULT,
          new WorkerClass(10, 3),
          new WorkerClass(300, 3),
          new WorkerClass(1_000, 3),
          new WorkerClass(1, 1));

  private final World world;
  private final Chance chance;
  private boolean quiet;

  Workload(World world) {
    this.world = world;
    this.chance = world.chance;
  }

  /** The only line of a namespace without periods. */
  static LineKey line(long namespaceNumber) {
    return new LineKey(TenantId.DEFAULT, namespaceNumber, PeriodLabel.NONE);
  }

  void begin() {
    requests();
    operations();
  }

  /** Only plain requests from now on. */
  void becomeQuiet() {
    quiet = true;
  }

  private void requests() {
    for (Member member : world.members) {
      for (IssuingProcess process : member.processes()) {
        if (process.serves() && chance.percent(70)) {
          request(process);
        }
      }
    }
    world.scheduler.after(chance.between(50L, quiet ? 600L : 300L), this::requests);
  }

  private void request(IssuingProcess process) {
    if (quiet) {
      process.issueFromRange(ORDERS, 1);
      process.issueInOrder(INVOICES);
      process.issueStamp();
      process.issueSnowflake(WorkerClass.DEFAULT);
      return;
    }
    switch (chance.between(0, 11)) {
      case 10, 11 -> process.issueFromRange(HOURS, chance.between(1, 6));
      case 0, 1 -> process.issueFromRange(ORDERS, chance.between(1, 6));
      case 2 -> process.issueFromRange(PARCELS, chance.between(1, 6));
      case 3 -> process.issueFromRange(TICKETS, chance.between(1, 6));
      case 4, 5 -> process.issueInOrder(INVOICES);
      case 6, 7 -> issueStamps(process);
      case 8 -> issueSnowflakes(process);
      default -> process.reportClock();
    }
  }

  private void issueStamps(IssuingProcess process) {
    int count = chance.between(1, 8);
    for (int i = 0; i < count && process.isAlive(); i++) {
      process.issueStamp();
    }
  }

  private void issueSnowflakes(IssuingProcess process) {
    WorkerClass workerClass = workerClass();
    int count = chance.between(1, 6);
    for (int i = 0; i < count; i++) {
      process.issueSnowflake(workerClass);
    }
  }

  /** Often the same one, so that it is claimed again soon after it was given back. */
  private WorkerClass workerClass() {
    return chance.percent(60) ? WorkerClass.DEFAULT : chance.oneOf(WORKER_CLASSES);
  }

  private void operations() {
    List<Member> running = world.running();
    if (!running.isEmpty()) {
      List<IssuingProcess> processes = chance.oneOf(running).processes();
      IssuingProcess process = chance.oneOf(processes);
      if (process.serves()) {
        operation(process);
      }
    }
    world.scheduler.after(chance.between(100L, 900L), this::operations);
  }

  private void operation(IssuingProcess process) {
    if (quiet) {
      for (NamespaceName name : SEQUENCES) {
        if (process.namespace(name) == null) {
          propose(process, put(name, ruleOf(name), new Precondition.Absent()));
        }
      }
      return;
    }
    NamespaceName name = chance.oneOf(SEQUENCES);
    switch (chance.between(0, 13)) {
      case 0, 1, 2 -> propose(process, put(name, ruleOf(name), new Precondition.Absent()));
      case 3 -> propose(process, put(name, relabelled(name), precondition(process, name)));
      case 4 -> changeFrozen(process, name);
      case 5 -> propose(process, delete(name, precondition(process, name)));
      case 6 -> propose(process, raise(process, name));
      case 7, 8, 9 -> process.releaseWorker(workerClass());
      case 10 -> process.sealRanges();
      case 11 -> propose(process, put(passing(), ruleOf(ORDERS), Precondition.none()));
      default -> mischief(process, name);
    }
  }

  /** Well-formed commands that make no sense. Each must be refused, and none may throw. */
  private void mischief(IssuingProcess process, NamespaceName name) {
    long any = chance.oneOf(List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE, chance.anyLong()));
    long generation = chance.between(0, 3);
    WorkerKey worker = new WorkerKey(chance.oneOf(WORKER_CLASSES), chance.between(0, 1));
    Command command =
        switch (chance.between(0, 12)) {
          case 11, 12 -> stretched(process);
          case 0 -> new Command.ReserveRange(name, generation, PeriodLabel.NONE, any, any);
          case 1 -> new Command.ReserveRange(name, generation, new PeriodLabel("2030"), 1, 1);
          case 2 -> new Command.ReserveRange(NamespaceName.DEFAULT, 1, PeriodLabel.NONE, 1, 1);
          case 3 ->
              new Command.ExtendWindow(
                  new WindowOwner.TimeLine(new IncarnationNumber(chance.between(0, 9))), any, any);
          case 4 -> new Command.ExtendWindow(new WindowOwner.Worker(worker), any, any);
          case 5 -> new Command.ClaimWorker(worker.workerClass(), any);
          case 6 -> new Command.ReleaseWorker(new WorkerKey(new WorkerClass(7, 2), 3), any);
          case 7 -> new Command.SealRange(any, PeriodLabel.NONE, chance.anyLong(), any);
          case 8 -> new Command.RaiseHighWaterMark(name, PeriodLabel.NONE, any);
          case 9 -> delete(NamespaceName.DEFAULT, Precondition.none());
          default -> new Command.Unrecognized("from-the-future");
        };
    if (isHarmless(process, command)) {
      int level = chance.percent(10) ? ReplicatedState.FEATURE_LEVEL + 1 : command.featureLevel();
      process.proposer().proposeAtLevel(command, level, Answer.IGNORED);
    }
  }

  /** What is not the process's own to play with, or what can't be granted by chance. */
  private boolean isHarmless(IssuingProcess process, Command command) {
    return !(command instanceof Command.ExtendWindow(WindowOwner.TimeLine line, long a, long b)
        && line.incarnation().equals(process.incarnation()));
  }

  private static Command put(NamespaceName name, NamespaceRule rule, Precondition precondition) {
    return new Command.PutNamespace(name, rule, precondition);
  }

  private static Command delete(NamespaceName name, Precondition precondition) {
    return new Command.DeleteNamespace(name, precondition);
  }

  /** What is over, as if it were not. */
  private Command stretched(IssuingProcess process) {
    NamespaceRecord namespace = process.namespace(HOURS);
    SimulatedCalendar.Span span =
        SimulatedCalendar.of(process.member().name())
            .stretched(process.member().clock().wallMillis(), chance.between(1, 3));
    return new Command.ReserveRange(
        HOURS, namespace == null ? 1 : namespace.generation(), span.label(), 1, 5, span.window());
  }

  private Command raise(IssuingProcess process, NamespaceName name) {
    if (name.equals(HOURS)) {
      SimulatedCalendar.Span span =
          SimulatedCalendar.of(process.member().name()).at(process.member().clock().wallMillis());
      return new Command.RaiseHighWaterMark(
          name, span.label(), chance.between(0, 200), span.window());
    }
    NamespaceRecord namespace = process.namespace(name);
    Replica replica = process.member().replica();
    long mark =
        namespace == null || replica == null
            ? 0
            : replica.store().highWaterMarkOrZero(line(namespace.number()));
    return new Command.RaiseHighWaterMark(name, PeriodLabel.NONE, mark + chance.between(-20L, 60L));
  }

  private static void propose(IssuingProcess process, Command command) {
    process.proposer().propose(command, Answer.IGNORED);
  }

  private NamespaceName passing() {
    return new NamespaceName("passing-" + chance.between(0, 99));
  }

  private Precondition precondition(IssuingProcess process, NamespaceName name) {
    NamespaceRecord namespace = process.namespace(name);
    long generation = namespace == null ? 1 : namespace.generation();
    return chance.oneOf(
        List.of(
            Precondition.none(),
            new Precondition.Present(),
            new Precondition.AtGeneration(generation)));
  }

  private static NamespaceRule ruleOf(NamespaceName name) {
    SequenceRule rule = SequenceRule.DEFAULT;
    if (name.equals(INVOICES)) {
      rule = rule.withMode(SequenceMode.MONOTONIC);
    } else if (name.equals(PARCELS)) {
      rule = new SequenceRule(SequenceMode.RANGE, 5, 7, SequenceRule.VALUE_MAX, 1, 100);
    } else if (name.equals(TICKETS)) {
      rule = new SequenceRule(SequenceMode.RANGE, 0, 3, 1_000, 1, 100);
    } else if (name.equals(HOURS)) {
      rule = rule.withTemplate("{date:yyyyMMddHH}-{seq:3}", Reset.HOURLY, "Europe/Berlin");
    }
    return NamespaceRule.of(rule);
  }

  private NamespaceRule relabelled(NamespaceName name) {
    TreeMap<String, String> labels = new TreeMap<>();
    labels.put("colour", chance.oneOf(List.of("red", "green")));
    NamespaceRule rule = ruleOf(name);
    return new NamespaceRule(rule.kind(), rule.sequence(), rule.description(), labels);
  }

  private void changeFrozen(IssuingProcess process, NamespaceName name) {
    NamespaceRecord namespace = process.namespace(name);
    boolean frozen = namespace != null && namespace.reserved();
    propose(process, put(frozen ? name : passing(), otherwise(name), Precondition.none()));
  }

  /** A rule that prints other IDs, or is none at all. */
  private NamespaceRule otherwise(NamespaceName name) {
    return switch (chance.between(0, 2)) {
      case 0 -> NamespaceRule.of(Kind.ULID);
      case 1 ->
          NamespaceRule.of(new SequenceRule(ruleMode(name), 2, 2, SequenceRule.VALUE_MAX, 1, 9));
      default -> new NamespaceRule(Kind.SEQUENCE, null, "", new TreeMap<>());
    };
  }

  private static SequenceMode ruleMode(NamespaceName name) {
    return name.equals(INVOICES) ? SequenceMode.MONOTONIC : SequenceMode.RANGE;
  }
}
