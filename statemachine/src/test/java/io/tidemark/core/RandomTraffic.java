package io.tidemark.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * What three nodes might propose, drawn from one seed: mostly sensible commands that build on the
 * replies, some repeated, stale or wrong ones. Deterministic: same seed and replies, same entries.
 */
public final class RandomTraffic {

  public static final String CLUSTER_ID = "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab";
  private static final long BEGIN_MILLIS = 1_800_000_000_000L;
  private static final List<NodeName> NODES =
      List.of(new NodeName("n1"), new NodeName("n2"), new NodeName("n3"));
  private static final List<String> NAMES = List.of("orders", "tickets", "tickets-2", "default");
  private static final List<TenantId> TENANTS = List.of(TenantId.DEFAULT, new TenantId("acme"));
  private static final List<SequenceRule> SEQUENCES =
      List.of(
          SequenceRule.DEFAULT,
          SequenceRule.DEFAULT.withMode(SequenceMode.MONOTONIC),
          new SequenceRule(SequenceMode.RANGE, 7, 3, 5_000, 1, 100),
          new SequenceRule(
              SequenceMode.RANGE,
              SequenceRule.VALUE_MAX - 1_000,
              999,
              SequenceRule.VALUE_MAX,
              1,
              10));

  private final Random random;
  private final Map<NodeName, IncarnationNumber> current = new HashMap<>();
  private final Map<NamespaceKey, Long> generations = new HashMap<>();
  private final Map<IncarnationNumber, Long> windowEnds = new HashMap<>();
  private final Map<NodeName, WorkerKey> workers = new HashMap<>();
  private final List<Command.SealRange> ranges = new ArrayList<>();
  private List<Envelope> sent = List.of();
  private long clockMillis = BEGIN_MILLIS;
  private long index = -1;

  public RandomTraffic(long seed) {
    this.random = new Random(seed);
  }

  /** Fills an empty store and names the voters. */
  public void begin(Tables tables) {
    ReplicatedState.begin(tables, CLUSTER_ID);
    ReplicatedState.changeMembers(tables, nextPosition(), Membership.ofVoters(Set.copyOf(NODES)));
  }

  public LogPosition nextPosition() {
    index += 1 + random.nextInt(2);
    return new LogPosition(1 + index / 50, index);
  }

  public Entry nextEntry() {
    clockMillis += random.nextInt(5_000);
    List<Envelope> envelopes = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      boolean again = !sent.isEmpty() && random.nextInt(10) == 0;
      envelopes.add(again ? sent.get(random.nextInt(sent.size())) : nextEnvelope());
    }
    sent = List.copyOf(envelopes);
    return new Entry(envelopes);
  }

  /** Takes note of the replies to the last entry. */
  public void learn(List<Reply> replies) {
    for (int i = 0; i < replies.size(); i++) {
      learn(sent.get(i), replies.get(i).outcome());
    }
  }

  private void learn(Envelope envelope, Outcome outcome) {
    switch (outcome) {
      case Outcome.IncarnationRegistered(IncarnationNumber number, long epoch) ->
          current.put(envelope.proposer(), number);
      case Outcome.NamespacePut(NamespaceRecord namespace, boolean created) ->
          generations.put(namespace.key(), namespace.generation());
      case Outcome.RangeReserved(
              long number,
              PeriodLabel label,
              IdRange range,
              long generation,
              TimeWindow period) ->
          ranges.add(new Command.SealRange(number, label, range.first(), range.valueAt(1)));
      case Outcome.WindowExtended(TimeWindow window) ->
          windowEnds.put(envelope.incarnation(), window.endMillis());
      case Outcome.WorkerClaimed(WorkerKey worker, TimeWindow window) ->
          workers.put(envelope.proposer(), worker);
      case Outcome.ClockReported ignored -> {}
      case Outcome.WorkerReleased ignored -> {}
      case Outcome.NamespaceDeleted ignored -> {}
      case Outcome.RangeSealed ignored -> {}
      case Outcome.HighWaterMarkRaised ignored -> {}
      case Outcome.Rejected ignored -> {}
    }
  }

  private Envelope nextEnvelope() {
    NodeName node = oneOf(NODES);
    boolean registers = !current.containsKey(node) || random.nextInt(25) == 0;
    IncarnationNumber incarnation = current.getOrDefault(node, IncarnationNumber.NONE);
    TenantId tenant = oneOf(TENANTS);
    return new Envelope(
        node,
        registers ? IncarnationNumber.NONE : incarnation,
        clockMillis + random.nextInt(200) - 100,
        random.nextLong(),
        tenant,
        "",
        "",
        random.nextInt(40) == 0 ? ReplicatedState.FEATURE_LEVEL + 1 : 1,
        registers
            ? new Command.RegisterIncarnation("p" + random.nextInt(1_000))
            : nextCommand(node, incarnation, tenant));
  }

  private Command nextCommand(NodeName node, IncarnationNumber incarnation, TenantId tenant) {
    NamespaceName name = new NamespaceName(oneOf(NAMES));
    long windowEnd = clockMillis + random.nextInt(70_000);
    return switch (random.nextInt(12)) {
      case 0 -> new Command.ReportClock();
      case 1 ->
          new Command.ExtendWindow(
              new WindowOwner.TimeLine(incarnation),
              windowEnds.getOrDefault(incarnation, 0L),
              windowEnd);
      case 2 -> new Command.ClaimWorker(oneOf(List.of(WorkerClass.DEFAULT, tiny())), windowEnd);
      case 3 ->
          new Command.ExtendWindow(
              new WindowOwner.Worker(workers.getOrDefault(node, new WorkerKey(tiny(), 0))),
              windowEnds.getOrDefault(incarnation, 0L),
              windowEnd);
      case 4 ->
          new Command.ReleaseWorker(
              workers.getOrDefault(node, new WorkerKey(tiny(), 0)), clockMillis);
      case 5, 6 -> new Command.PutNamespace(name, nextRule(), nextPrecondition());
      case 7 -> new Command.DeleteNamespace(name, nextPrecondition());
      case 8 -> ranges.isEmpty() ? new Command.ReportClock() : oneOf(ranges);
      case 9 -> new Command.RaiseHighWaterMark(name, PeriodLabel.NONE, random.nextInt(6_000));
      default ->
          new Command.ReserveRange(
              name,
              generations.getOrDefault(new NamespaceKey(tenant, name), 1L),
              PeriodLabel.NONE,
              random.nextInt(3),
              1 + random.nextInt(50));
    };
  }

  private NamespaceRule nextRule() {
    Map<String, String> labels = Map.of("label", "v" + random.nextInt(3));
    return random.nextInt(6) == 0
        ? NamespaceRule.of(oneOf(List.of(Kind.values())))
        : new NamespaceRule(Kind.SEQUENCE, oneOf(SEQUENCES), "", new TreeMap<>(labels));
  }

  private Precondition nextPrecondition() {
    return switch (random.nextInt(6)) {
      case 0 -> new Precondition.Absent();
      case 1 -> new Precondition.Present();
      case 2 -> new Precondition.AtGeneration(random.nextInt(5));
      default -> new Precondition.None();
    };
  }

  /** A class of two numbers only, so that they run out. */
  private static WorkerClass tiny() {
    return new WorkerClass(1_000, 1);
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
