package io.tidemark.node;

import io.tidemark.core.Form;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.Kind;
import io.tidemark.core.LineKey;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.layout.DecodedId;
import io.tidemark.layout.InstanceField;
import io.tidemark.layout.Recognition;
import io.tidemark.node.issue.SequencePrinting;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Decoding;
import io.tidemark.node.service.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads IDs, with what the registry of this node knows about them. A namespace that this node
 * doesn't know is looked up by a linearizable read before it is denied.
 */
final class DecodingDesk implements Decoding {

  private static final long MILLIS_PER_SECOND = 1_000;

  private final StateReader state;
  private final LeaderSight sight;
  private final QuorumRead quorumRead;
  private final TemplateDecoding templates;

  DecodingDesk(StateReader state, LeaderSight sight, ReplicatedLog log, SequencePrinting printing) {
    this.state = state;
    this.sight = sight;
    this.quorumRead = new QuorumRead(log, sight);
    this.templates = new TemplateDecoding(printing);
  }

  @Override
  public Answer<List<Reading>> decode(
      TenantId tenant, String id, Optional<NamespaceName> namespace) {
    if (namespace.isEmpty()) {
      return state.read(view -> decode(view, id, null, templates.candidates(view, tenant, id)));
    }
    NamespaceKey key = new NamespaceKey(tenant, namespace.get());
    boolean known = state.read(view -> view.namespaces().get(key) != null);
    Problem unconfirmed = known ? null : quorumRead.confirm(sight.deadlineNanos());
    if (unconfirmed != null) {
      return Answer.denied(unconfirmed);
    }
    return state.read(
        view -> {
          NamespaceRecord stored = view.namespaces().get(key);
          return stored == null
              ? Answer.denied(IssuingDesk.unknown(tenant, key.name()))
              : TemplateDecoding.isTemplated(stored)
                  ? granted(id, stored, templates.readings(view, stored, id))
                  : decode(view, id, stored, List.of());
        });
  }

  private static Answer<List<Reading>> decode(
      View view, String id, @Nullable NamespaceRecord namespace, List<Reading> printed) {
    Stream<Reading> recognized =
        recognition(view, namespace).readings(id).stream()
            .map(decoded -> reading(view, decoded, namespace))
            .filter(reading -> namespace == null || isOf(namespace.rule(), reading));
    return granted(id, namespace, Stream.concat(recognized, printed.stream()).toList());
  }

  private static Answer<List<Reading>> granted(
      String id, @Nullable NamespaceRecord namespace, List<Reading> readings) {
    if (readings.isEmpty()) {
      String detail =
          namespace == null
              ? "'%s' has the form of no kind of ID".formatted(id)
              : "'%s' is not an ID of namespace %s".formatted(id, namespace.name());
      return Answer.denied(Problem.refused(Problem.Code.ID_INVALID, detail));
    }
    return Answer.of(readings);
  }

  /** Snowflakes are read by the layout of the namespace, or else by those of the built-in kinds. */
  private static Recognition recognition(View view, @Nullable NamespaceRecord namespace) {
    InstanceField field = new InstanceField(ClusterKey.of(view.cluster().lineage()));
    return namespace != null
            && namespace.rule().form() instanceof Form.LaidOut(SnowflakeRule layout)
        ? new Recognition(field, layout.layout(), layout.layout())
        : new Recognition(field);
  }

  private static boolean isOf(NamespaceRule rule, Reading reading) {
    return reading.kind() == rule.kind()
        && (!(rule.form() instanceof Form.Prefixed(String prefix))
            || (reading instanceof Reading.Stamped stamped
                && stamped.prefix().equals(Optional.of(prefix))));
  }

  private static Reading reading(
      View view, DecodedId decoded, @Nullable NamespaceRecord namespace) {
    return switch (decoded) {
      case DecodedId.Uuid7Id id ->
          stamped(view, Kind.UUID7, id.millis(), id.counter(), id.incarnation(), Optional.empty());
      case DecodedId.TypeId(String prefix, var id) ->
          stamped(
              view, Kind.TYPEID, id.millis(), id.counter(), id.incarnation(), Optional.of(prefix));
      case DecodedId.UlidId id ->
          stamped(view, Kind.ULID, id.millis(), id.counter(), id.incarnation(), Optional.empty());
      case DecodedId.KsuidId id ->
          stamped(view, Kind.KSUID, id.millis(), id.counter(), id.incarnation(), Optional.empty());
      case DecodedId.ObjectId id -> {
        long millis = id.seconds() * MILLIS_PER_SECOND;
        yield stamped(
            view, Kind.OBJECTID, millis, id.counter(), id.incarnation(), Optional.empty());
      }
      case DecodedId.Uuid4Id _ -> new Reading.Random(Kind.UUID4);
      case DecodedId.NanoId _ -> new Reading.Random(Kind.NANOID);
      case DecodedId.SnowflakeId id -> snowflake(Kind.SNOWFLAKE, id);
      case DecodedId.Snowflake53Id(var id) -> snowflake(Kind.SNOWFLAKE53, id);
      case DecodedId.SequenceId(long value) ->
          new Reading.Value(
              value,
              Optional.ofNullable(namespace)
                  .flatMap(stored -> originOf(view, value, stored, PeriodLabel.NONE)),
              Optional.empty());
    };
  }

  private static Reading stamped(
      View view, Kind kind, long millis, int counter, int incarnation, Optional<String> prefix) {
    IncarnationNumber number = new IncarnationNumber(incarnation);
    return new Reading.Stamped(
        kind, Instant.ofEpochMilli(millis), number, counter, nodeOf(view, number), prefix);
  }

  private static Reading snowflake(Kind kind, DecodedId.SnowflakeId id) {
    return new Reading.Snowflake(
        kind, Instant.ofEpochMilli(id.millis()), id.worker(), id.sequence());
  }

  private static Optional<NodeName> nodeOf(View view, IncarnationNumber number) {
    return Optional.ofNullable(view.incarnations().get(number)).map(IncarnationRecord::node);
  }

  /** The range on record that the value lies in; ranges of a line are stored in order. */
  static Optional<Origin> originOf(
      View view, long value, NamespaceRecord namespace, PeriodLabel label) {
    SequenceRule rule = namespace.rule().sequence();
    if (rule == null) {
      return Optional.empty();
    }
    LineKey line = new LineKey(namespace.tenant(), namespace.number(), label);
    Origin[] found = new Origin[1];
    view.ranges()
        .scan(
            new RangeKey(line, 0),
            (key, range) -> {
              if (!key.line().equals(line) || key.first() > value) {
                return false;
              }
              if (value < range.end() && (value - key.first()) % rule.step() == 0) {
                found[0] = origin(view, key, range, rule);
              }
              return true;
            });
    return Optional.ofNullable(found[0]);
  }

  private static Origin origin(View view, RangeKey key, RangeRecord range, SequenceRule rule) {
    return new Origin(
        new IdRange(key.first(), range.end(), rule.step()),
        range.incarnation(),
        Instant.ofEpochMilli(range.reservedMillis()),
        nodeOf(view, range.incarnation()));
  }
}
