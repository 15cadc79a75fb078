package io.tidemark.node;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.key;
import static io.tidemark.node.issue.TestingNode.later;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Form;
import io.tidemark.core.IdRange;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.layout.InstanceField;
import io.tidemark.layout.KsuidLayout;
import io.tidemark.layout.KsuidText;
import io.tidemark.layout.SnowflakePreset;
import io.tidemark.layout.Uuid7Layout;
import io.tidemark.layout.UuidText;
import io.tidemark.node.issue.Issuer;
import io.tidemark.node.issue.Issuers;
import io.tidemark.node.issue.TestingNode;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Decoding.Origin;
import io.tidemark.node.service.Decoding.Reading;
import io.tidemark.node.service.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DecodingDeskTest {

  private final TestingNode node = new TestingNode();
  private final Issuers issuers = new Issuers(node.context, node::live, TestingClock.START_MILLIS);
  private final DecodingDesk desk =
      new DecodingDesk(
          new StateReader() {
            @Override
            public <R> R read(Function<? super View, R> query) {
              return node.log.store().read(query);
            }
          },
          node.sight,
          node.log,
          node.context.printing());

  private String issued(@Nullable Issuer issuer) {
    if (issuer == null) {
      throw new AssertionError("no issuer");
    }
    return id(node.issue(issuer, 1));
  }

  private Answer<List<Reading>> decode(String id, String namespace) {
    Optional<NamespaceName> name =
        namespace.isEmpty() ? Optional.empty() : Optional.of(new NamespaceName(namespace));
    return get(later(() -> desk.decode(TenantId.DEFAULT, id, name)));
  }

  private List<Reading> readings(String id, String namespace) {
    if (decode(id, namespace) instanceof Answer.Granted<List<Reading>>(List<Reading> readings)) {
      return readings;
    }
    throw new AssertionError(id + " was not decoded");
  }

  private Reading.Stamped stamped(String id) {
    return assertInstanceOf(Reading.Stamped.class, readings(id, "").getFirst());
  }

  private Reading.Value value(String id) {
    return assertInstanceOf(Reading.Value.class, readings(id, "orders").getFirst());
  }

  @Test
  void aUuid7TellsItsTimeAndIncarnationAndTheRegistryItsNode() {
    InstanceField field = new InstanceField(ClusterKey.of(FakeLog.CLUSTER_ID));
    long counter = 42;
    String id =
        UuidText.format(
            Uuid7Layout.most(TestingClock.START_MILLIS, (int) counter),
            Uuid7Layout.least((int) counter, field.encode(1), 0));
    assertEquals(
        List.of(
            new Reading.Stamped(
                Kind.UUID7,
                Instant.ofEpochMilli(TestingClock.START_MILLIS),
                node.context.incarnation(),
                counter,
                Optional.of(new NodeName("n1")),
                Optional.empty())),
        readings(id, ""));
  }

  @Test
  void aUlidASnowflakeAndAUuid4AreRecognized() {
    assertEquals(Kind.ULID, readings(issued(issuers.ofKind(Kind.ULID)), "").getFirst().kind());
    assertEquals(Kind.UUID4, readings(issued(issuers.ofKind(Kind.UUID4)), "").getFirst().kind());
    List<Reading> number = readings(issued(issuers.ofKind(Kind.SNOWFLAKE)), "");
    assertEquals(
        List.of(Kind.SNOWFLAKE, Kind.SEQUENCE), number.stream().map(Reading::kind).toList());
    assertEquals(0, assertInstanceOf(Reading.Snowflake.class, number.getFirst()).worker());
  }

  @Test
  void theOtherKindsAreRecognizedAndTellWhatTheyCarry() {
    InstanceField field = new InstanceField(ClusterKey.of(FakeLog.CLUSTER_ID));
    Reading.Stamped ksuid =
        stamped(
            KsuidText.format(
                KsuidLayout.seconds(TestingClock.START_MILLIS),
                KsuidLayout.most(TestingClock.START_MILLIS, 42, field.encode(1), 0),
                7));
    assertEquals(Kind.KSUID, ksuid.kind());
    assertEquals(Instant.ofEpochMilli(TestingClock.START_MILLIS), ksuid.time());
    assertEquals(Optional.of(new NodeName("n1")), ksuid.node());
    Reading.Stamped objectId = stamped(issued(issuers.ofKind(Kind.OBJECTID)));
    assertEquals(Kind.OBJECTID, objectId.kind());
    assertEquals(Instant.ofEpochMilli(TestingClock.START_MILLIS), objectId.time());
    assertEquals(Kind.NANOID, readings(issued(issuers.ofKind(Kind.NANOID)), "").getFirst().kind());
    assertEquals(
        List.of(Kind.SNOWFLAKE, Kind.SNOWFLAKE53, Kind.SEQUENCE),
        readings(issued(issuers.ofKind(Kind.SNOWFLAKE53)), "").stream()
            .map(Reading::kind)
            .toList());
  }

  @Test
  void aTypeidIsReadWithItsPrefixAndIsOfNoNamespaceWithAnother() {
    node.put("users", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("user")));
    node.put("orders", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("order")));
    String id = issued(issuers.ofNamespace(key("users")));
    assertEquals(List.of(Kind.TYPEID), readings(id, "").stream().map(Reading::kind).toList());
    assertEquals(Optional.of("user"), stamped(id).prefix());
    assertEquals(readings(id, ""), readings(id, "users"));
    assertEquals(Problem.Code.ID_INVALID, problem(decode(id, "orders")).code());
  }

  @Test
  void aSnowflakeIsReadByTheLayoutOfItsNamespace() {
    node.put(
        "flakes",
        NamespaceRule.of(
            Kind.SNOWFLAKE,
            new Form.LaidOut(SnowflakeRule.of(SnowflakePreset.SONYFLAKE.layout()))));
    List<Reading> readings = readings(issued(issuers.ofNamespace(key("flakes"))), "flakes");
    assertEquals(
        List.of(
            new Reading.Snowflake(
                Kind.SNOWFLAKE, Instant.ofEpochMilli(TestingClock.START_MILLIS), 0, 0)),
        readings);
  }

  @Test
  void aSequenceValueTellsTheRangeThatItCameFrom() {
    node.put("orders", new SequenceRule(SequenceMode.RANGE, 10, 10, 100_000, 5, 5));
    Issuer issuer = issuers.ofNamespace(key("orders"));
    for (int i = 0; i < 6; i++) {
      issued(issuer);
    }
    Origin origin = value("60").origin().orElseThrow();
    assertEquals(60, value("60").value());
    assertEquals(new IdRange(60, 110, 10), origin.range());
    assertEquals(node.context.incarnation(), origin.incarnation());
    assertEquals(Optional.of(new NodeName("n1")), origin.node());
    assertEquals(Optional.empty(), value("61").origin());
    assertEquals(Optional.empty(), value("90000").origin());
  }

  @Test
  void whatIsNoIdOfTheNamespaceIsRefused() {
    node.put("orders", SequenceRule.DEFAULT);
    String uuid = issued(issuers.ofKind(Kind.UUID7));
    assertEquals(Problem.Code.ID_INVALID, problem(decode(uuid, "orders")).code());
    assertEquals(Problem.Code.ID_INVALID, problem(decode("not an id", "")).code());
  }

  @Test
  void anUnknownNamespaceIsDeniedOnlyAfterALinearizableRead() {
    assertEquals(Problem.Code.NAMESPACE_NOT_FOUND, problem(decode("1", "late")).code());
    assertEquals(1, node.log.readCount());
    node.log.reads(
        () -> {
          node.put("late", SequenceRule.DEFAULT);
          return new ReadPoint.Reached(node.log.store().read(view -> view.cluster().applied()));
        });
    assertEquals(Kind.SEQUENCE, readings("1", "late").getFirst().kind());
    assertTrue(node.log.readCount() == 2);
  }
}
