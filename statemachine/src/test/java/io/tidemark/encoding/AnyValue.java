package io.tidemark.encoding;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.EpochFloor;
import io.tidemark.core.FieldFault;
import io.tidemark.core.Form;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.Kind;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.Reply;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import io.tidemark.layout.UuidRendering;
import io.tidemark.period.Reset;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Any value of each type, drawn from one seed, with a liking for the edges. Rules are as wild as a
 * client may send them.
 */
final class AnyValue {

  private static final String NAME_CHARACTERS = "a0.-_z";
  private static final int[] TEXT_CHARACTERS = {'a', '"', 0, 0x7f, 'é', '…', 0x10FFFF, 0xFFFF};

  private final Random random;

  AnyValue(long seed) {
    this.random = new Random(seed);
  }

  Entry entry() {
    return new Entry(listOf(this::envelope));
  }

  List<Reply> replies() {
    return listOf(() -> new Reply(incarnation(), number(), number(), outcome()));
  }

  private Envelope envelope() {
    return new Envelope(
        node(),
        incarnation(),
        number(),
        number(),
        tenant(),
        text(),
        text(),
        random.nextInt(),
        command());
  }

  private Command command() {
    return switch (random.nextInt(10)) {
      case 0 -> new Command.RegisterIncarnation(text(), secret(), 1 + random.nextInt(9));
      case 1 -> new Command.ReportClock();
      case 2 ->
          new Command.ReserveRange(namespace(), number(), label(), number(), number(), period());
      case 3 -> new Command.ExtendWindow(owner(), number(), number());
      case 4 -> new Command.ClaimWorker(workerClass(), number());
      case 5 -> new Command.ReleaseWorker(worker(), number());
      case 6 -> new Command.PutNamespace(namespace(), rule(), precondition());
      case 7 -> new Command.DeleteNamespace(namespace(), precondition());
      case 8 -> new Command.SealRange(number(), label(), number(), number());
      default -> new Command.RaiseHighWaterMark(namespace(), label(), number(), period());
    };
  }

  private Outcome outcome() {
    return switch (random.nextInt(11)) {
      case 0 -> new Outcome.IncarnationRegistered(incarnation(), number());
      case 1 -> new Outcome.ClockReported();
      case 2 -> new Outcome.RangeReserved(number(), label(), range(), number(), period());
      case 3 -> new Outcome.WindowExtended(window());
      case 4 -> new Outcome.WorkerClaimed(worker(), window());
      case 5 -> new Outcome.WorkerReleased();
      case 6 -> new Outcome.NamespacePut(namespaceRecord(), random.nextBoolean());
      case 7 -> new Outcome.NamespaceDeleted(namespaceRecord());
      case 8 -> new Outcome.RangeSealed();
      case 9 -> new Outcome.HighWaterMarkRaised(number(), number());
      default ->
          new Outcome.Rejected(
              oneOf(RejectionReason.values()),
              text(),
              listOf(() -> new FieldFault(text(), text())));
    };
  }

  NamespaceKey namespaceKey() {
    return new NamespaceKey(tenant(), namespace());
  }

  LineKey lineKey() {
    return new LineKey(tenant(), 1 + (positive() >> 1), label());
  }

  RangeKey rangeKey() {
    return new RangeKey(lineKey(), positive());
  }

  IncarnationNumber incarnation() {
    return new IncarnationNumber(positive() & IncarnationNumber.MAX);
  }

  WorkerKey worker() {
    WorkerClass workerClass = workerClass();
    return new WorkerKey(workerClass, random.nextInt(workerClass.size()));
  }

  NamespaceRecord namespaceRecord() {
    return new NamespaceRecord(
        tenant(),
        namespace(),
        number(),
        number(),
        rule(),
        random.nextBoolean(),
        random.nextBoolean(),
        number(),
        incarnation(),
        number());
  }

  LineRecord lineRecord() {
    return new LineRecord(number(), number(), random.nextInt(), number(), incarnation(), period());
  }

  RangeRecord rangeRecord() {
    return new RangeRecord(number(), incarnation(), number(), number());
  }

  IncarnationRecord incarnationRecord() {
    return new IncarnationRecord(
        node(), number(), text(), window(), number(), 1 + random.nextInt(9));
  }

  WorkerRecord workerRecord() {
    return new WorkerRecord(incarnation(), node(), window(), number());
  }

  ClusterRecord clusterRecord() {
    return new ClusterRecord(
        text(),
        number(),
        random.nextInt(),
        new LogPosition(number(), number()),
        number(),
        number(),
        number(),
        number(),
        number(),
        membership(),
        byNode(this::number),
        byNode(this::incarnation),
        secret(),
        text(),
        random.nextBoolean() ? EpochFloor.NONE : new EpochFloor(number() >>> 1, number() >>> 1));
  }

  private Membership membership() {
    SortedSet<NodeName> voters = new TreeSet<>(listOf(this::node));
    if (random.nextBoolean()) {
      return Membership.ofVoters(voters);
    }
    SortedSet<NodeName> listeners = new TreeSet<>(listOf(this::node));
    listeners.removeAll(voters);
    return new Membership(random.nextLong(1L << 40), voters, listeners, byNode(this::text));
  }

  private @Nullable ClusterSecret secret() {
    byte[] bytes = new byte[ClusterSecret.BYTES];
    random.nextBytes(bytes);
    return random.nextBoolean() ? null : ClusterSecret.of(bytes);
  }

  private <V> SortedMap<NodeName, V> byNode(Supplier<V> value) {
    SortedMap<NodeName, V> byNode = new TreeMap<>();
    listOf(this::node).forEach(node -> byNode.put(node, value.get()));
    return byNode;
  }

  private WindowOwner owner() {
    return random.nextBoolean()
        ? new WindowOwner.TimeLine(incarnation())
        : new WindowOwner.Worker(worker());
  }

  private Precondition precondition() {
    return switch (random.nextInt(4)) {
      case 0 -> new Precondition.None();
      case 1 -> new Precondition.Absent();
      case 2 -> new Precondition.Present();
      default -> new Precondition.AtGeneration(number());
    };
  }

  private NamespaceRule rule() {
    SortedMap<String, String> labels = new TreeMap<>();
    listOf(this::text).forEach(name -> labels.put(name, text()));
    return new NamespaceRule(
        oneOf(Kind.values()),
        random.nextBoolean()
            ? null
            : new SequenceRule(
                oneOf(SequenceMode.values()),
                number(),
                number(),
                number(),
                number(),
                number(),
                random.nextBoolean() ? null : text(),
                oneOf(Reset.values()),
                random.nextBoolean() ? SequenceRule.ZONE_DEFAULT : text()),
        text(),
        labels,
        form());
  }

  private Form form() {
    return switch (random.nextInt(4)) {
      case 0 -> new Form.Fixed();
      case 1 -> new Form.Rendered(oneOf(UuidRendering.values()));
      case 2 -> new Form.Prefixed(text());
      default ->
          new Form.LaidOut(
              new SnowflakeRule(
                  number(),
                  random.nextInt(),
                  random.nextInt(),
                  random.nextInt(),
                  random.nextInt(),
                  oneOf(FieldOrder.values())));
    };
  }

  private IdRange range() {
    long step = 1L + random.nextInt(1_000);
    long first = positive() >> 2;
    return new IdRange(first, first + step * random.nextInt(1_000_000), step);
  }

  private TimeWindow period() {
    return random.nextBoolean() ? TimeWindow.EMPTY : window();
  }

  private TimeWindow window() {
    long start = positive() >> 1;
    return new TimeWindow(start, start + (positive() >> 1));
  }

  private WorkerClass workerClass() {
    return new WorkerClass(1 + random.nextInt(1_000), 1 + random.nextInt(22));
  }

  private NodeName node() {
    return new NodeName(name());
  }

  private TenantId tenant() {
    return new TenantId(name());
  }

  private NamespaceName namespace() {
    return new NamespaceName(name());
  }

  /** Names of few letters, so that one is often the beginning of another. */
  private String name() {
    StringBuilder name = new StringBuilder(random.nextBoolean() ? "a" : "0");
    int length = random.nextInt(10) == 0 ? 62 : random.nextInt(3);
    for (int i = 0; i < length; i++) {
      name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
    }
    return name.toString();
  }

  private PeriodLabel label() {
    return new PeriodLabel("!~A".repeat(10).substring(0, random.nextInt(4) * random.nextInt(10)));
  }

  private String text() {
    int length = random.nextInt(50) == 0 ? 5_000 : random.nextInt(5);
    return IntStream.generate(() -> TEXT_CHARACTERS[random.nextInt(TEXT_CHARACTERS.length)])
        .limit(length)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private long number() {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MIN_VALUE + random.nextInt(2);
      case 1 -> Long.MAX_VALUE - random.nextInt(2);
      case 2 -> random.nextInt(3) - 1;
      case 3 -> random.nextInt();
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  private long positive() {
    return number() & Long.MAX_VALUE;
  }

  private <E extends Enum<E>> E oneOf(E[] values) {
    return List.of(values).get(random.nextInt(values.length));
  }

  private <T> List<T> listOf(Supplier<T> item) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> item.get()).toList();
  }
}
