package io.tidemark.core;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that lives as a seed says: processes register, namespaces come and go under the same
 * names and rules in every life, and everything is reserved. After the backup it keeps to bounds.
 */
final class ClusterLife {

  /** By how much clocks may be off true time, half of it to either side. */
  static final long CLOCK_ERROR_MILLIS_MAX = 10_000;

  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final List<NodeName> NODES =
      List.of(new NodeName("n1"), new NodeName("n2"), new NodeName("n3"));
  private static final List<WorkerClass> CLASSES =
      List.of(new WorkerClass(1, 1), new WorkerClass(1_000, 1), WorkerClass.DEFAULT);

  /** A name always means the same rule: under another one, values may well print old strings. */
  private static final Map<NamespaceName, SequenceRule> RULES =
      Map.of(
          new NamespaceName("plain"),
          SequenceRule.DEFAULT,
          new NamespaceName("monotonic"),
          SequenceRule.DEFAULT.withMode(SequenceMode.MONOTONIC),
          new NamespaceName("steps"),
          new SequenceRule(SequenceMode.RANGE, 7, 13, 9_000, 1, 100),
          new NamespaceName("steps-of-one-by-one"),
          new SequenceRule(SequenceMode.MONOTONIC, 0, 1_000_000_000, 1L << 62, 1, 100),
          new NamespaceName("last"),
          new SequenceRule(
              SequenceMode.RANGE,
              SequenceRule.VALUE_MAX - 1_000,
              9,
              SequenceRule.VALUE_MAX,
              1,
              100),
          new NamespaceName("short"),
          SequenceRule.DEFAULT.withTemplate("S{seq:2}", Reset.NONE, "UTC"),
          new NamespaceName("opaque"),
          SequenceRule.DEFAULT.withTemplate("{opaque:6}", Reset.NONE, "UTC"),
          new NamespaceName("daily"),
          SequenceRule.DEFAULT.withTemplate(
              "{date:yyyyMMdd}-{seq:5}", Reset.DAILY, "Europe/Berlin"),
          new NamespaceName("hourly"),
          SequenceRule.DEFAULT
              .withMode(SequenceMode.MONOTONIC)
              .withTemplate("{date:yyyyMMddHH}-{seq:5}", Reset.HOURLY, "UTC"));

  /** What this life may still give away; a line that it has not met yet may rise by the bound. */
  record Bounds(long valuesMax, long incarnationsMax) {}

  private final Store store;
  private final Random random;
  private final GivenAway book;
  private final List<NamespaceName> names = RULES.keySet().stream().sorted().toList();
  private final Map<NodeName, Long> timeShift = new HashMap<>();
  private final Map<String, Long> risen = new HashMap<>();
  private Bounds bounds = new Bounds(1 << 20, 1 << 20);
  private long nowMillis;
  private long lastNonce;
  private long incarnations;

  ClusterLife(Store store, Random random, GivenAway book, long nowMillis) {
    this.store = store;
    this.random = random;
    this.book = book;
    this.nowMillis = nowMillis;
    store.writeOnly(
        tables ->
            ReplicatedState.changeMembers(
                tables, next(tables), Membership.ofVoters(Set.copyOf(NODES))));
    NODES.forEach(this::register);
  }

  long nowMillis() {
    return nowMillis;
  }

  /** From now on the cluster gives away no more than this. */
  void keepTo(Bounds limits) {
    bounds = limits;
    risen.clear();
    incarnations = 0;
  }

  void live(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
  }

  private void step() {
    NodeName node = oneOf(NODES);
    switch (random.nextInt(12)) {
      case 0 -> register(node);
      case 1 -> passTime();
      case 2 -> propose(node, new Command.DeleteNamespace(oneOf(names), Precondition.none()));
      case 3, 4 -> put(node, oneOf(names));
      case 5 -> claim(node);
      case 6 -> raise(node, oneOf(names));
      default -> reserve(node, oneOf(names));
    }
  }

  private void passTime() {
    nowMillis += random.nextInt(4) == 0 ? random.nextLong(8 * HOUR) : random.nextLong(30_000);
    NODES.forEach(node -> propose(node, new Command.ReportClock()));
  }

  private void register(NodeName node) {
    if (incarnations >= bounds.incarnationsMax()) {
      return;
    }
    incarnations++;
    // A node's tables of time zones may be wrong, by as much as zones differ.
    timeShift.put(node, random.nextLong(4 * HOUR) - 2 * HOUR);
    Outcome outcome =
        apply(
            node,
            IncarnationNumber.NONE,
            new Command.RegisterIncarnation(
                "process-" + random.nextLong(), ClusterSecret.of(new byte[ClusterSecret.BYTES])));
    if (outcome instanceof Outcome.IncarnationRegistered(IncarnationNumber number, long epoch)) {
      book.incarnation(number);
    }
  }

  private void put(NodeName node, NamespaceName name) {
    Outcome outcome =
        propose(
            node,
            new Command.PutNamespace(
                name,
                NamespaceRule.of(Objects.requireNonNull(RULES.get(name))),
                Precondition.none()));
    if (outcome instanceof Outcome.NamespacePut(NamespaceRecord namespace, boolean created)
        && namespace.generation() == 1
        && created) {
      book.namespaceNumber(namespace.number());
    }
  }

  private void claim(NodeName node) {
    WorkerClass workerClass = oneOf(CLASSES);
    long end = nowMillis + random.nextLong(70_000);
    if (propose(node, new Command.ClaimWorker(workerClass, end))
        instanceof Outcome.WorkerClaimed(WorkerKey worker, TimeWindow window)) {
      book.window(worker, window, current(node));
      Command extend =
          new Command.ExtendWindow(
              new WindowOwner.Worker(worker), window.endMillis(), end + random.nextLong(20_000));
      if (propose(node, extend) instanceof Outcome.WindowExtended(TimeWindow next)) {
        book.window(worker, next, current(node));
      }
    }
  }

  private void reserve(NodeName node, NamespaceName name) {
    NamespaceRecord namespace = live(name);
    if (namespace == null) {
      return;
    }
    Line line = line(node, name);
    long left = bounds.valuesMax() - risen.getOrDefault(line.key(), 0L);
    if (left < 1) {
      return;
    }
    Command.ReserveRange command =
        new Command.ReserveRange(
            name,
            namespace.generation(),
            line.label(),
            1,
            Math.min(left, 1 + random.nextInt(60)),
            line.period());
    if (propose(node, command)
        instanceof
        Outcome.RangeReserved(
            long number,
            PeriodLabel label,
            IdRange range,
            long generation,
            TimeWindow period)) {
      risen.merge(line.key(), range.count(), Long::sum);
      book.values(name, label, range);
    }
  }

  private void raise(NodeName node, NamespaceName name) {
    NamespaceRecord namespace = live(name);
    if (namespace == null) {
      return;
    }
    SequenceRule rule = Objects.requireNonNull(RULES.get(name));
    Line line = line(node, name);
    LineKey key = new LineKey(namespace.tenant(), namespace.number(), line.label());
    LineRecord stored = store.read(view -> Optional.ofNullable(view.lines().get(key))).orElse(null);
    long mark =
        stored == null
            ? store.read(View::cluster).floor().firstValueOf(rule, line.label())
            : stored.highWaterMark();
    long left = bounds.valuesMax() - risen.getOrDefault(line.key(), 0L);
    long by = Math.min(left, random.nextInt(20));
    Command command =
        new Command.RaiseHighWaterMark(name, line.label(), mark + by * rule.step(), line.period());
    if (mark <= SequenceRule.VALUE_MAX - by * rule.step()
        && propose(node, command) instanceof Outcome.HighWaterMarkRaised(long from, long to)) {
      risen.merge(line.key(), (to - from) / rule.step(), Long::sum);
    }
  }

  private record Line(String key, PeriodLabel label, TimeWindow period) {}

  /** The line of the period that the node takes for the present one, or of the next. */
  private Line line(NodeName node, NamespaceName name) {
    SequenceRule rule = Objects.requireNonNull(RULES.get(name));
    if (rule.reset() == Reset.NONE) {
      return new Line(name.value(), PeriodLabel.NONE, TimeWindow.EMPTY);
    }
    long shift = timeShift.getOrDefault(node, 0L);
    long local = nowMillis + shift + random.nextLong(60_000);
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(local, DAY));
    boolean daily = rule.reset() == Reset.DAILY;
    int hour = daily ? 0 : (int) (Math.floorMod(local, DAY) / HOUR);
    Period period = rule.reset().periodOf(day, hour);
    long begin = day.toEpochDay() * DAY + hour * HOUR - shift;
    return new Line(
        name + "/" + period.label(),
        new PeriodLabel(period.label()),
        new TimeWindow(begin, begin + (daily ? DAY : HOUR)));
  }

  private @Nullable NamespaceRecord live(NamespaceName name) {
    return store
        .read(
            view ->
                Optional.ofNullable(
                    view.namespaces().get(new NamespaceKey(TenantId.DEFAULT, name))))
        .filter(namespace -> !namespace.deleted())
        .orElse(null);
  }

  private IncarnationNumber current(NodeName node) {
    return store.read(View::cluster).current().getOrDefault(node, IncarnationNumber.NONE);
  }

  private Outcome propose(NodeName node, Command command) {
    return apply(node, current(node), command);
  }

  private Outcome apply(NodeName node, IncarnationNumber incarnation, Command command) {
    long clock = nowMillis + random.nextLong(CLOCK_ERROR_MILLIS_MAX) - CLOCK_ERROR_MILLIS_MAX / 2;
    Envelope envelope =
        new Envelope(node, incarnation, clock, ++lastNonce, TenantId.DEFAULT, "", "", 1, command);
    return store
        .write(tables -> ReplicatedState.apply(tables, next(tables), new Entry(List.of(envelope))))
        .getFirst()
        .outcome();
  }

  private static LogPosition next(Tables tables) {
    return new LogPosition(1, tables.cluster().applied().index() + 1);
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
