package io.tidemark.encoding;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Command;
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
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.Reply;
import io.tidemark.core.Restoration;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import io.tidemark.layout.SnowflakePreset;
import io.tidemark.layout.UuidRendering;
import io.tidemark.period.Reset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One value of each stored type, with no two fields alike. Golden files are made of them. */
final class Samples {

  static final NamespaceName ORDERS = new NamespaceName("orders");
  static final TenantId TENANT = new TenantId("acme");
  static final IncarnationNumber INCARNATION = new IncarnationNumber(77);
  static final TimeWindow WINDOW = new TimeWindow(1_800_000_001_000L, 1_800_000_031_000L);
  static final WorkerKey WORKER = new WorkerKey(new WorkerClass(10, 8), 213);

  static final SequenceRule SEQUENCE =
      new SequenceRule(SequenceMode.MONOTONIC, 1_000, 5, 999_999_999_999L, 20, 40_000);

  static final NamespaceRule RULE =
      new NamespaceRule(
          Kind.SEQUENCE,
          SEQUENCE,
          "Bestellnummern für Köln",
          new TreeMap<>(Map.of("team", "billing", "cost-center", "4711")));

  static final NamespaceRecord NAMESPACE =
      new NamespaceRecord(
          TENANT, ORDERS, 12, 3, RULE, true, false, -55, INCARNATION, 1_800_000_000_123L);

  static final LineKey LINE = new LineKey(TENANT, 12, new PeriodLabel("2026-11-22"));
  static final LineRecord LINE_RECORD =
      new LineRecord(1_000_000_005L, 4_242, 17, 99, new IncarnationNumber(76));
  static final RangeRecord RANGE_RECORD =
      new RangeRecord(6_000, INCARNATION, 1_800_000_000_456L, RangeRecord.OPEN);
  static final IncarnationRecord INCARNATION_RECORD =
      new IncarnationRecord(
          new NodeName("n2"), 1_800_000_000_789L, "f3b1c9", WINDOW, Long.MIN_VALUE, 1);
  static final IncarnationRecord LEVELLED_INCARNATION_RECORD =
      new IncarnationRecord(new NodeName("n2"), 1_800_000_000_789L, "f3b1c9", WINDOW, 7, 2);
  static final WorkerRecord WORKER_RECORD =
      new WorkerRecord(INCARNATION, new NodeName("n3"), WINDOW, Long.MAX_VALUE);

  static final ClusterRecord CLUSTER =
      new ClusterRecord(
          "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab",
          2,
          1,
          new LogPosition(7, 123_456),
          1_800_000_000_999L,
          78,
          13,
          1_001,
          10_000_000,
          Membership.ofVoters(Set.of(new NodeName("n1"), new NodeName("n2"), new NodeName("n3"))),
          new TreeMap<>(
              Map.of(
                  new NodeName("n1"), 1_800_000_001_001L,
                  new NodeName("n3"), 1_800_000_000_998L)),
          new TreeMap<>(
              Map.of(
                  new NodeName("n2"), new IncarnationNumber(76), new NodeName("n3"), INCARNATION)),
          null,
          "4d0c1f5e-8d7b-4e2a-9c3f-0123456789ab");

  static final ClusterSecret SECRET = new ClusterSecret("0123456789abcdef".repeat(4));

  /** A cluster that was restored from a backup of an older one, and has a secret. */
  static final ClusterRecord RESTORED =
      new ClusterRecord(
          "5e1d206f-9e8c-4f3b-8d40-123456789abc",
          3,
          2,
          CLUSTER.applied(),
          CLUSTER.replicatedTimeMillis(),
          CLUSTER.nextIncarnation(),
          CLUSTER.nextNamespaceNumber(),
          CLUSTER.rows(),
          CLUSTER.rowsMax(),
          CLUSTER.members(),
          CLUSTER.clockMillis(),
          CLUSTER.current(),
          SECRET,
          CLUSTER.lineage());

  /** A cluster that knows where its members are, and were. */
  static final ClusterRecord LOCATED =
      new ClusterRecord(
          CLUSTER.clusterId(),
          CLUSTER.epoch(),
          2,
          CLUSTER.applied(),
          CLUSTER.replicatedTimeMillis(),
          CLUSTER.nextIncarnation(),
          CLUSTER.nextNamespaceNumber(),
          CLUSTER.rows(),
          CLUSTER.rowsMax(),
          new Membership(
              123_400,
              new TreeSet<>(List.of(new NodeName("n1"), new NodeName("n3"))),
              new TreeSet<>(List.of(new NodeName("n4"))),
              new TreeMap<>(
                  Map.of(
                      new NodeName("n1"), "127.0.0.1:7400",
                      new NodeName("n2"), "tidemark-2.example:7400",
                      new NodeName("n3"), "[::1]:7402",
                      new NodeName("n4"), "127.0.0.1:7403"))),
          CLUSTER.clockMillis(),
          CLUSTER.current(),
          SECRET,
          CLUSTER.lineage());

  /** A cluster that a later version restored, with a floor. */
  static final ClusterRecord FLOORED =
      new ClusterRecord(
          "5e1d206f-9e8c-4f3b-8d40-123456789abc",
          3,
          3,
          Restoration.BEGIN,
          CLUSTER.replicatedTimeMillis(),
          CLUSTER.nextIncarnation(),
          CLUSTER.nextNamespaceNumber(),
          CLUSTER.rows(),
          CLUSTER.rowsMax(),
          Membership.NOTHING,
          new TreeMap<>(),
          new TreeMap<>(),
          SECRET,
          CLUSTER.lineage(),
          new EpochFloor(8_640_000, 1_800_086_520_000L));

  private Samples() {}

  static Envelope envelope(Command command) {
    return envelope(1, command);
  }

  static Envelope envelope(int featureLevel, Command command) {
    return new Envelope(
        new NodeName("n3"),
        INCARNATION,
        1_800_000_000_001L,
        -1_234_567_890_123L,
        TENANT,
        "alice@example.com",
        "req-01",
        featureLevel,
        command);
  }

  static List<Command> commands() {
    return List.of(
        new Command.RegisterIncarnation("9d1a2b3c", null, 1),
        new Command.ReportClock(),
        new Command.ReserveRange(ORDERS, 3, new PeriodLabel("2026-11-22"), 10, 5_000),
        new Command.ExtendWindow(
            new WindowOwner.TimeLine(INCARNATION), 1_800_000_001_000L, 1_800_000_031_000L),
        new Command.ExtendWindow(
            new WindowOwner.Worker(WORKER), 1_800_000_002_000L, 1_800_000_032_000L),
        new Command.ClaimWorker(new WorkerClass(10, 8), 1_800_000_033_000L),
        new Command.ReleaseWorker(WORKER, 1_800_000_034_567L),
        new Command.PutNamespace(ORDERS, RULE, new Precondition.AtGeneration(3)),
        new Command.PutNamespace(ORDERS, NamespaceRule.of(Kind.UUID7), new Precondition.Absent()),
        new Command.PutNamespace(ORDERS, NamespaceRule.of(Kind.UUID4), new Precondition.Present()),
        new Command.PutNamespace(ORDERS, NamespaceRule.of(Kind.ULID), new Precondition.None()),
        new Command.PutNamespace(ORDERS, NamespaceRule.of(Kind.SNOWFLAKE), new Precondition.None()),
        new Command.PutNamespace(
            ORDERS,
            NamespaceRule.of(new SequenceRule(SequenceMode.RANGE, 0, 1, Long.MAX_VALUE, 1, 2)),
            new Precondition.None()),
        new Command.DeleteNamespace(ORDERS, new Precondition.AtGeneration(4)),
        new Command.SealRange(12, new PeriodLabel("2026-11-22"), 1_000, 1_250),
        new Command.RaiseHighWaterMark(ORDERS, PeriodLabel.NONE, 50_000));
  }

  static final TimeWindow DAY = new TimeWindow(1_795_302_000_000L, 1_795_388_400_000L);

  static final NamespaceRule TEMPLATED =
      NamespaceRule.of(
          SEQUENCE.withTemplate(
              "ORD-{date:yyyyMMdd}-{seq:8}-{check:luhn}", Reset.DAILY, "Europe/Berlin"));

  static final LineRecord PERIOD_LINE_RECORD =
      new LineRecord(51, 50, 3, 0, IncarnationNumber.NONE, DAY);

  /** Commands of templates and periods. */
  static List<Command> templateCommands() {
    return List.of(
        new Command.RegisterIncarnation("9d1a2b3c", SECRET, 2),
        new Command.ReserveRange(ORDERS, 3, new PeriodLabel("2026-11-22"), 10, 5_000, DAY),
        new Command.PutNamespace(ORDERS, TEMPLATED, new Precondition.None()),
        new Command.PutNamespace(
            ORDERS,
            NamespaceRule.of(SEQUENCE.withTemplate("{seq:8}", Reset.NONE, "UTC")),
            new Precondition.None()),
        new Command.RaiseHighWaterMark(ORDERS, new PeriodLabel("2026-11-22"), 50_000, DAY));
  }

  /** Outcomes of templates and periods. */
  static List<Outcome> templateOutcomes() {
    return List.of(
        new Outcome.RangeReserved(
            12, new PeriodLabel("2026-11-22"), new IdRange(1_000, 26_000, 5), 3, DAY));
  }

  /** Rules of feature level 2: kinds and forms, by the names of their files. */
  static SortedMap<String, NamespaceRule> formedRules() {
    SortedMap<String, NamespaceRule> rules = new TreeMap<>();
    for (Kind kind : List.of(Kind.SNOWFLAKE53, Kind.KSUID, Kind.NANOID, Kind.OBJECTID)) {
      rules.put(kind.name().toLowerCase(Locale.ROOT), NamespaceRule.of(kind));
    }
    rules.put("typeid-without-prefix", NamespaceRule.of(Kind.TYPEID));
    rules.put("typeid", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("order_line")));
    for (UuidRendering rendering : UuidRendering.values()) {
      if (rendering != UuidRendering.CANONICAL) {
        rules.put(
            "uuid7-" + rendering.name().toLowerCase(Locale.ROOT),
            NamespaceRule.of(Kind.UUID7, new Form.Rendered(rendering)));
      }
    }
    for (SnowflakePreset preset : SnowflakePreset.values()) {
      rules.put(
          "snowflake-" + preset.name().toLowerCase(Locale.ROOT),
          NamespaceRule.of(Kind.SNOWFLAKE, new Form.LaidOut(SnowflakeRule.of(preset.layout()))));
    }
    return rules;
  }

  static Reply reply(Outcome outcome) {
    return new Reply(INCARNATION, -1_234_567_890_123L, 1_800_000_000_002L, outcome);
  }

  static List<Outcome> outcomes() {
    return List.of(
        new Outcome.IncarnationRegistered(INCARNATION, 2),
        new Outcome.ClockReported(),
        new Outcome.RangeReserved(
            12, new PeriodLabel("2026-11-22"), new IdRange(1_000, 26_000, 5), 3),
        new Outcome.WindowExtended(WINDOW),
        new Outcome.WorkerClaimed(WORKER, WINDOW),
        new Outcome.WorkerReleased(),
        new Outcome.NamespacePut(NAMESPACE, true),
        new Outcome.NamespaceDeleted(NAMESPACE),
        new Outcome.RangeSealed(),
        new Outcome.HighWaterMarkRaised(1_005, 50_000),
        new Outcome.Rejected(
            RejectionReason.RULE_INVALID,
            "the rule of orders is not valid",
            List.of(new FieldFault("step", "0 is not within 1..10"))));
  }

  static List<Outcome> everyRejection() {
    return Arrays.stream(RejectionReason.values())
        .<Outcome>map(reason -> Outcome.Rejected.of(reason, "no"))
        .toList();
  }
}
