package io.tidemark.node;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.key;
import static io.tidemark.node.issue.TestingNode.later;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Precondition;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.node.issue.Issuer;
import io.tidemark.node.issue.Issuers;
import io.tidemark.node.issue.TestingNode;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Decoding.Printed;
import io.tidemark.node.service.Decoding.Reading;
import io.tidemark.node.service.Namespaces.Consistency;
import io.tidemark.node.service.Namespaces.Listed;
import io.tidemark.node.service.Namespaces.Preview;
import io.tidemark.node.service.Namespaces.Raised;
import io.tidemark.node.service.Namespaces.Standing;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import io.tidemark.template.PrintedId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What is printed by a template is read back, previewed and raised; nothing is reserved for that.
 */
class TemplateDecodingTest {

  private static final NamespaceName ORDERS = new NamespaceName("orders");

  private static final SequenceRule DAILY =
      SequenceRule.DEFAULT.withTemplate(
          "ORD-{date:yyyyMMdd}-{seq:8}-{check:luhn}", Reset.DAILY, "UTC");

  private static final SequenceRule OPAQUE =
      SequenceRule.DEFAULT.withTemplate("V-{opaque:8}", Reset.NONE, "UTC");

  private final TestingNode node = new TestingNode();
  private final Issuers issuers = new Issuers(node.context, node::live, TestingClock.START_MILLIS);
  private final StateReader state =
      new StateReader() {
        @Override
        public <R> R read(Function<? super View, R> query) {
          return node.log.store().read(query);
        }
      };
  private final DecodingDesk desk =
      new DecodingDesk(state, node.sight, node.log, node.context.printing());
  private final NamespaceDesk namespaces =
      new NamespaceDesk(
          node.proposer,
          node.log,
          new FakePeers(),
          state,
          node.limits,
          node.sight,
          node.clock,
          node.context.printing());

  private List<String> issued(int count) {
    Issuer issuer = issuers.ofNamespace(key("orders"));
    if (issuer == null) {
      throw new AssertionError("no issuer");
    }
    return ids(node.issue(issuer, count));
  }

  private List<Reading> readings(String id, Optional<NamespaceName> namespace) {
    return granted(get(later(() -> desk.decode(TenantId.DEFAULT, id, namespace))));
  }

  private static <T> T granted(Answer<T> answer) {
    if (answer instanceof Answer.Granted<T>(T value)) {
      return value;
    }
    throw new AssertionError("not granted: " + answer);
  }

  private Answer<Preview> preview(Optional<NamespaceRule> rule) {
    return get(later(() -> namespaces.preview(TenantId.DEFAULT, ORDERS, rule)));
  }

  private Reading.Value reading(String id) {
    return assertInstanceOf(Reading.Value.class, readings(id, Optional.of(ORDERS)).getFirst());
  }

  private static PrintedId printed(Reading.Value reading) {
    return reading.printed().map(Printed::id).orElseThrow();
  }

  @Test
  void aPrintedIdTellsValuePeriodCheckAndTheRangeThatItCameFrom() {
    node.put("orders", DAILY);
    List<String> ids = issued(3);
    assertEquals("ORD-20260101-00000003", ids.getLast().substring(0, 21));
    Reading.Value reading = reading(ids.getLast());
    assertEquals(3, reading.value());
    assertEquals(Optional.of("2026-01-01"), printed(reading).period().map(Period::label));
    assertEquals(PrintedId.Check.VALID, printed(reading).check());
    assertEquals(1, reading.origin().orElseThrow().range().first());
    assertEquals(Optional.of(new NodeName("n1")), reading.origin().orElseThrow().node());
    assertEquals(List.of(reading), readings(ids.getLast(), Optional.empty()));
  }

  @Test
  void aTamperedIdIsReportedAsSuchAndTracedToNoRange() {
    node.put("orders", DAILY);
    String id = issued(1).getFirst();
    char last = id.charAt(id.length() - 1);
    String tampered = id.substring(0, id.length() - 1) + (last == '9' ? '0' : (char) (last + 1));
    Reading.Value reading = reading(tampered);
    assertEquals(PrintedId.Check.INVALID, printed(reading).check());
    assertEquals(Optional.empty(), reading.origin());
  }

  @Test
  void whatTheTemplateNeverPrintsIsNoIdOfTheNamespace() {
    node.put("orders", DAILY);
    assertEquals(
        Problem.Code.ID_INVALID,
        problem(get(later(() -> desk.decode(TenantId.DEFAULT, "7", Optional.of(ORDERS))))).code());
  }

  @Test
  void anOpaqueIdHidesItsValueButIsReadBack() {
    node.put("orders", OPAQUE);
    List<String> ids = issued(100);
    assertEquals(100, new HashSet<>(ids).size());
    for (int i = 0; i < ids.size(); i++) {
      assertNotEquals("V-%08d".formatted(i + 1), ids.get(i));
      Reading.Value reading = reading(ids.get(i));
      assertEquals(i + 1, reading.value());
    }
  }

  @Test
  void aPreviewShowsExactlyWhatIsIssuedNextAndReservesNothing() {
    node.put("orders", OPAQUE);
    Preview preview = granted(preview(Optional.empty()));
    assertEquals(10, preview.examples().size());
    assertEquals(preview, granted(preview(Optional.empty())));
    assertEquals(preview.examples(), issued(10));
  }

  @Test
  void aRuleIsPreviewedForANameThatDoesNotExist() {
    Preview preview = granted(preview(Optional.of(NamespaceRule.of(DAILY))));
    assertEquals(Optional.of("2026-01-01"), preview.period());
    assertTrue(preview.examples().getFirst().startsWith("ORD-20260101-00000001-"));
    assertEquals(Problem.Code.NAMESPACE_NOT_FOUND, problem(preview(Optional.empty())).code());
    SequenceRule few = new SequenceRule(DAILY.mode(), 1, 1, 3, 1, 1);
    assertEquals(
        List.of("1", "2", "3"), granted(preview(Optional.of(NamespaceRule.of(few)))).examples());
  }

  @Test
  void aZoneThatNobodyKnowsIsRefusedByField() {
    NamespaceRule rule =
        NamespaceRule.of(DAILY.withTemplate(DAILY.template(), Reset.DAILY, "Europe/Atlantis"));
    Problem refused =
        problem(
            get(
                later(
                    () ->
                        namespaces.put(
                            new RequestContext(TenantId.DEFAULT, "", ""),
                            ORDERS,
                            rule,
                            Precondition.none()))));
    assertEquals("zone", refused.faults().getFirst().field());
    assertEquals("zone", problem(preview(Optional.of(rule))).faults().getFirst().field());
  }

  @Test
  void theMarkOfOnePeriodIsRaised() {
    node.put("orders", DAILY);
    Raised raised = granted(raise(Optional.of("2026-01-01"), 500));
    assertEquals(new Raised(1, 500), raised);
    assertTrue(issued(1).getFirst().startsWith("ORD-20260101-00000500-"));
    assertEquals("period", problem(raise(Optional.empty(), 500)).faults().getFirst().field());
    assertEquals("period", problem(raise(Optional.of("2026"), 500)).faults().getFirst().field());
    assertEquals(
        "period", problem(raise(Optional.of("2026-01-03"), 5)).faults().getFirst().field());
  }

  private Answer<Raised> raise(Optional<String> period, long to) {
    return get(
        later(
            () ->
                namespaces.raise(
                    new RequestContext(TenantId.DEFAULT, "", ""), ORDERS, period, to)));
  }

  @Test
  void aNamespaceTellsHowMuchIsLeftAndWhenThatIsUsedUp() {
    node.put("orders", new SequenceRule(DAILY.mode(), 1, 1, 1_000, 10, 10));
    Standing fresh = standing();
    assertEquals(1_000, fresh.left());
    assertEquals(Optional.empty(), fresh.exhausted());
    issued(1);
    node.clock.stepMillis(10_000);
    issued(10);
    node.clock.stepMillis(10_000);
    issued(10);
    Standing standing = standing();
    assertTrue(standing.left() < 1_000);
    long seconds =
        (standing.exhausted().orElseThrow().toEpochMilli() - node.clock.millis()) / 1_000;
    assertTrue(seconds > 100 && seconds < 5_000, "forecast in " + seconds + " s");
  }

  private Standing standing() {
    Listed listed =
        granted(
            get(later(() -> namespaces.get(TenantId.DEFAULT, ORDERS, Consistency.LINEARIZABLE))));
    return listed.line().orElseThrow();
  }
}
