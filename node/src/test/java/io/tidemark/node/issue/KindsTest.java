package io.tidemark.node.issue;

import static io.tidemark.node.issue.TestingNode.id;
import static io.tidemark.node.issue.TestingNode.ids;
import static io.tidemark.node.issue.TestingNode.key;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRule;
import io.tidemark.layout.KsuidLayout;
import io.tidemark.layout.KsuidText;
import io.tidemark.layout.NanoIdText;
import io.tidemark.layout.ObjectIdLayout;
import io.tidemark.layout.ObjectIdText;
import io.tidemark.layout.TypeIdText;
import io.tidemark.layout.UuidRendering;
import io.tidemark.layout.UuidText;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KindsTest {

  private static final long SEED = 20_261_122;

  private final TestingCluster cluster = new TestingCluster();
  private final List<Issuers> issuers =
      cluster.nodes.stream()
          .map(node -> new Issuers(node.context, node::live, TestingClock.START_MILLIS))
          .toList();

  private static Issuer known(@Nullable Issuer issuer) {
    if (issuer == null) {
      throw new AssertionError("no issuer");
    }
    return issuer;
  }

  private String one(Kind kind) {
    return id(cluster.node(1).issue(known(issuers.getFirst().ofKind(kind)), 1));
  }

  /** Two namespaces of a kind, and the built-in one, on three nodes. */
  private List<Issuer> everywhere(Kind kind) {
    cluster.node(1).put("a", NamespaceRule.of(kind));
    cluster.node(1).put("b", NamespaceRule.of(kind));
    List<Issuer> all = new ArrayList<>();
    for (Issuers ofNode : issuers) {
      all.add(known(ofNode.ofNamespace(key("a"))));
      all.add(known(ofNode.ofNamespace(key("b"))));
      if (kind.isBuiltIn()) {
        all.add(known(ofNode.ofKind(kind)));
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(names = {"SNOWFLAKE", "SNOWFLAKE53", "TYPEID", "KSUID", "NANOID", "OBJECTID"})
  void noTwoIdsOfAKindAreEqualWhateverTheClocksAndTheLogDo(Kind kind) {
    Random random = new Random(SEED);
    List<Issuer> all = everywhere(kind);
    Set<String> seen = new HashSet<>();
    for (int round = 0; round < 3_000; round++) {
      TestingNode node = cluster.nodes.get(random.nextInt(3));
      switch (random.nextInt(20)) {
        case 0 -> node.clock.stepMillis(random.nextInt(4_000) - 2_000);
        case 1 -> node.clock.stepMillis(TestingClock.START_MILLIS - node.clock.millis());
        case 2 -> cluster.passMillis(random.nextInt(3_000));
        default -> {}
      }
      Fate fate = random.nextInt(4) == 0 ? Fate.LOSE_REPLY : Fate.COMMIT;
      cluster.nodes.forEach(each -> each.log.always(() -> fate));
      Answer<List<String>> answer =
          all.get(random.nextInt(all.size())).tryIssue(1 + random.nextInt(40));
      if (answer != null) {
        ids(answer).forEach(id -> assertTrue(seen.add(id), () -> id + " twice, seed " + SEED));
      }
      cluster.nodes.forEach(each -> each.log.always(() -> Fate.COMMIT));
      cluster.ticker.advanceMillis(25);
    }
    assertTrue(seen.size() > 10_000, () -> "only " + seen.size());
  }

  @ParameterizedTest
  @EnumSource(names = {"SNOWFLAKE53", "TYPEID", "KSUID", "OBJECTID"})
  void manyThreadsGetDifferentIdsThatRiseInEachBatch(Kind kind) {
    cluster.node(1).put("a", NamespaceRule.of(kind));
    Issuer issuer = known(issuers.getFirst().ofNamespace(key("a")));
    id(cluster.node(1).issue(issuer, 1));
    List<CompletableFuture<List<String>>> batches =
        IntStream.range(0, 200)
            .mapToObj(i -> TestingNode.later(() -> ids(issuer.tryIssue(1 + i))))
            .toList();
    Set<String> seen = new HashSet<>();
    for (CompletableFuture<List<String>> batch : batches) {
      List<String> got = TestingNode.get(batch);
      assertEquals(got.stream().sorted().toList(), got);
      got.forEach(id -> assertTrue(seen.add(id), id));
    }
    assertEquals(200 * 201 / 2, seen.size());
  }

  @Test
  void theIdsOfANodeRiseThroughMillisecondsSecondsAndAClockSteppedBack() {
    for (Kind kind : List.of(Kind.KSUID, Kind.OBJECTID)) {
      String last = "";
      for (int i = 0; i < 200; i++) {
        String next = one(kind);
        assertTrue(next.compareTo(last) > 0, last + " then " + next);
        last = next;
        if (i % 50 == 49) {
          cluster.node(1).clock.stepMillis(-7_000);
        }
        cluster.passMillis(137);
      }
    }
  }

  @Test
  void aTypeidIsAUuid7BehindItsPrefix() {
    cluster.node(1).put("lines", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("order_line")));
    TypeIdText.Parts parts =
        TypeIdText.parse(
                id(cluster.node(1).issue(known(issuers.getFirst().ofNamespace(key("lines"))), 1)))
            .orElseThrow();

    assertEquals("order_line", parts.prefix());
    assertEquals(7, UuidText.version(parts.uuid()));
  }

  @ParameterizedTest
  @EnumSource
  void aNamespaceOfUuidsWritesThemAsItsRuleSays(UuidRendering rendering) {
    String name = rendering.name().toLowerCase(Locale.ROOT);
    for (Kind kind : List.of(Kind.UUID7, Kind.UUID4)) {
      cluster.node(1).put(name, NamespaceRule.of(kind, new Form.Rendered(rendering)));
      Issuer issuer = known(issuers.getFirst().ofNamespace(key(name)));
      id(cluster.node(1).issue(known(issuers.getFirst().ofKind(Kind.UUID7)), 1));
      String text = id(cluster.node(1).issue(issuer, 1));
      var bits = rendering.parse(text).orElseThrow();

      assertEquals(kind == Kind.UUID7 ? 7 : 4, UuidText.version(bits));
      assertEquals(text, rendering.format(bits.most(), bits.least()));
      name += "-4";
    }
  }

  @Test
  void aKsuidAndAnObjectidShowTheIncarnationThatIssuedThem() {
    TestingNode node = cluster.node(1);
    int instance = node.context.instanceField().encode(node.context.incarnation().value());

    KsuidText.Parts ksuid = KsuidText.parse(one(Kind.KSUID)).orElseThrow();
    assertEquals(instance, KsuidLayout.instance(ksuid));
    assertEquals(TestingClock.START_MILLIS, KsuidLayout.millis(ksuid));
    ObjectIdText.Parts objectId = ObjectIdText.parse(one(Kind.OBJECTID)).orElseThrow();
    assertEquals(instance, ObjectIdLayout.instance(objectId));
    assertEquals(node.context.instanceField().mark(), ObjectIdLayout.mark(objectId));
    assertEquals(TestingClock.START_MILLIS / 1_000, ObjectIdLayout.seconds(objectId));
    assertTrue(NanoIdText.matches(one(Kind.NANOID)));
  }

  @Test
  void aSecondHasSixteenMillionObjectidsAndRunsOnIntoTheNext() {
    TestingNode node = cluster.node(1);
    Issuer issuer = known(issuers.getFirst().ofKind(Kind.OBJECTID));
    id(node.issue(issuer, 1));
    long last = 0;
    for (int batch = 0; batch < 2_000; batch++) {
      ObjectIdText.Parts id =
          ObjectIdText.parse(ids(node.issue(issuer, 10_000)).getLast()).orElseThrow();
      last = ObjectIdLayout.seconds(id);
    }
    assertTrue(
        last > TestingClock.START_MILLIS / 1_000 && last <= TestingClock.START_MILLIS / 1_000 + 2,
        "20 million in one second of the clock end at " + last);
  }

  @ParameterizedTest
  @EnumSource(names = {"KSUID", "OBJECTID"})
  void aKindWhoseSecondsRunOutEndsAtOnceAndForEver(Kind kind) {
    long end = kind == Kind.KSUID ? KsuidLayout.END_MILLIS : ObjectIdLayout.END_MILLIS;
    TestingNode node = cluster.node(1);
    cluster.passMillis(end - 1 - TestingClock.START_MILLIS);
    Issuers late = new Issuers(node.context, node::live, end - 1);
    Issuer issuer = known(late.ofKind(kind));

    assertEquals(end, issuer.endMillis());
    assertNotNull(id(node.issue(issuer, 1)));
    cluster.passMillis(1);
    Problem ended = problem(node.issue(issuer, 1));
    assertEquals(Problem.Code.LAYOUT_EXHAUSTED, ended.code());
    assertEquals(false, ended.retryable());
    assertNotNull(id(node.issue(known(late.ofKind(Kind.UUID7)), 1)), "others go on");
  }

  @Test
  void whatNeedsANamespaceIsNotBuiltIn() {
    for (Kind kind : Kind.values()) {
      assertEquals(kind.isBuiltIn(), issuers.getFirst().ofKind(kind) != null, kind.name());
    }
  }
}
