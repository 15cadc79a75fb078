package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.layout.KsuidLayout;
import io.tidemark.layout.ObjectIdLayout;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import io.tidemark.layout.SnowflakePreset;
import io.tidemark.layout.UuidRendering;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FormTest {

  private static final NamespaceName ORDERS = new NamespaceName("orders");
  private static final long EPOCH = SnowflakeLayout.EPOCH_DEFAULT_MILLIS;

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess n1 = cluster.start("n1");

  private static NamespaceRule snowflake(SnowflakeLayout layout) {
    return NamespaceRule.of(Kind.SNOWFLAKE, new Form.LaidOut(SnowflakeRule.of(layout)));
  }

  private static NamespaceRule snowflake(
      Kind kind, long epochMillis, int unit, int timeBits, int workerBits, int sequenceBits) {
    return NamespaceRule.of(
        kind,
        new Form.LaidOut(
            new SnowflakeRule(
                epochMillis,
                unit,
                timeBits,
                workerBits,
                sequenceBits,
                FieldOrder.TIME_WORKER_SEQUENCE)));
  }

  private static List<String> fields(NamespaceRule rule) {
    return rule.faults().stream().map(FieldFault::field).toList();
  }

  private Outcome put(NamespaceRule rule) {
    return n1.propose(new Command.PutNamespace(ORDERS, rule, Precondition.none()));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SEQUENCE")
  void every_kind_can_be_stored_in_its_usual_form(Kind kind) {
    NamespaceRule rule = NamespaceRule.of(kind);

    assertEquals(List.of(), rule.faults());
    assertEquals(rule, n1.put("orders", rule).rule());
  }

  @ParameterizedTest
  @EnumSource
  void a_form_of_another_kind_is_refused(Kind kind) {
    Form usual = Form.standardOf(kind);
    for (Kind other : Kind.values()) {
      Form form = Form.standardOf(other);
      boolean tooWide = kind == Kind.SNOWFLAKE53 && other == Kind.SNOWFLAKE;
      boolean fits = form.field().equals(usual.field()) && !tooWide;
      assertEquals(fits, form.faults(kind).isEmpty(), kind + " as " + other);
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_preset_is_a_rule_that_can_be_stored(SnowflakePreset preset) {
    NamespaceRule rule = snowflake(preset.layout());

    assertEquals(rule, n1.put("orders", rule).rule());
    assertEquals(
        OptionalLong.of(preset.layout().exhaustion().toEpochMilli()), rule.exhaustionMillis());
  }

  @ParameterizedTest
  @CsvSource({
    "0,  1, 41, 10, 13, layout",
    "0,  1, 40, 22, 24, layout",
    "0,  2, 41, 10, 12, layout.time_unit_millis",
    "0,  0, 41, 10, 12, layout.time_unit_millis",
    "0, -1, 41, 10, 12, layout.time_unit_millis",
    "5, 10, 41, 10, 12, layout.epoch",
    "-1, 1, 41, 10, 12, layout.epoch",
    "281474976710656, 1, 41, 10, 12, layout.epoch",
    "0,  1, 31, 10, 12, layout.time_bits",
    "0,  1, 49,  5,  5, layout.time_bits",
    "0,  1, 41,  0, 12, layout.worker_bits",
    "0,  1, 38, 23,  1, layout.worker_bits",
    "0,  1, 41, 10,  0, layout.sequence_bits",
    "0,  1, 37,  1, 25, layout.sequence_bits"
  })
  void a_layout_that_contradicts_itself_is_refused_by_field(
      long epoch, int unit, int timeBits, int workerBits, int sequenceBits, String field) {
    NamespaceRule rule = snowflake(Kind.SNOWFLAKE, epoch, unit, timeBits, workerBits, sequenceBits);

    assertEquals(List.of(field), fields(rule));
    assertEquals(OptionalLong.empty(), rule.exhaustionMillis());
    TestCluster.assertRejected(RejectionReason.RULE_INVALID, put(rule));
  }

  @Test
  void all_faults_of_a_layout_are_told_at_once() {
    assertEquals(
        List.of(
            "layout.time_unit_millis",
            "layout.epoch",
            "layout.time_bits",
            "layout.worker_bits",
            "layout.sequence_bits"),
        fields(snowflake(Kind.SNOWFLAKE, -1, 7, 0, 0, 0)));
  }

  @Property(tries = 2_000)
  void a_rule_without_faults_is_a_layout_and_no_other_is(
      @ForAll @LongRange(min = -2, max = 3_000) long epoch,
      @ForAll @IntRange(max = 1_001) int unit,
      @ForAll @IntRange(min = 30, max = 50) int timeBits,
      @ForAll @IntRange(max = 24) int workerBits,
      @ForAll @IntRange(max = 26) int sequenceBits,
      @ForAll boolean narrow) {
    Kind kind = narrow ? Kind.SNOWFLAKE53 : Kind.SNOWFLAKE;
    NamespaceRule rule = snowflake(kind, epoch, unit, timeBits, workerBits, sequenceBits);
    int bitsMax = narrow ? 53 : 63;
    boolean fits =
        List.of(1, 10, 1_000).contains(unit)
            && epoch >= 0
            && epoch % unit == 0
            && (timeBits >= 32 && timeBits <= 48)
            && (workerBits >= 1 && workerBits <= 22)
            && (sequenceBits >= 1 && sequenceBits <= 24)
            && timeBits + workerBits + sequenceBits <= bitsMax;

    assertEquals(fits, rule.faults().isEmpty(), rule.faults()::toString);
    if (fits) {
      SnowflakeLayout layout = assertInstanceOf(Form.LaidOut.class, rule.form()).layout().layout();
      long largest =
          layout.encode(layout.tickEnd() - 1, (1 << workerBits) - 1, (1 << sequenceBits) - 1);
      assertEquals(0, largest >>> bitsMax);
      assertEquals(new WorkerClass(unit, workerBits), WorkerClass.of(layout));
    }
  }

  @Test
  void a_snowflake53_has_53_bits_at_most() {
    assertEquals(List.of(), snowflake(Kind.SNOWFLAKE53, 0, 1, 41, 6, 6).faults());
    assertEquals(List.of("layout"), fields(snowflake(Kind.SNOWFLAKE53, 0, 1, 41, 6, 7)));
    assertEquals(
        List.of("layout"),
        fields(
            NamespaceRule.of(
                Kind.SNOWFLAKE53, new Form.LaidOut(SnowflakeRule.of(SnowflakeLayout.DEFAULT)))));
  }

  @Test
  void a_prefix_that_typeid_does_not_allow_is_refused() {
    assertEquals(List.of(), NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("user")).faults());
    for (String prefix : List.of("User", "user-1", "_user", "user_", "u".repeat(64))) {
      assertEquals(
          List.of("prefix"),
          fields(NamespaceRule.of(Kind.TYPEID, new Form.Prefixed(prefix))),
          prefix);
    }
  }

  @Test
  void a_layout_without_ids_for_this_time_is_refused() {
    long now = cluster.nowMillis();
    TestCluster.assertRejected(
        RejectionReason.RULE_INVALID, put(snowflake(Kind.SNOWFLAKE, now + 1, 1, 41, 10, 12)));
    long ended = now - (1L << 32);
    TestCluster.assertRejected(
        RejectionReason.RULE_INVALID, put(snowflake(Kind.SNOWFLAKE, ended, 1, 32, 10, 12)));
    n1.put("orders", snowflake(Kind.SNOWFLAKE, ended + 1, 1, 32, 10, 12));
    n1.put("others", snowflake(Kind.SNOWFLAKE, now, 1, 41, 10, 12));
  }

  @Test
  void the_texts_of_a_layout_that_has_ended_can_still_be_changed() {
    NamespaceRule rule = snowflake(Kind.SNOWFLAKE, cluster.nowMillis(), 1, 32, 10, 12);
    n1.put("orders", rule);
    cluster.passMillis(1L << 32);
    NamespaceRule described =
        new NamespaceRule(rule.kind(), null, "has ended", new TreeMap<>(), rule.form());

    assertEquals(described, n1.put("orders", described).rule());
  }

  @Test
  void a_form_is_frozen_from_the_start() {
    n1.put("orders", snowflake(SnowflakePreset.TWITTER.layout()));
    assertFrozen("layout", snowflake(SnowflakePreset.INSTAGRAM.layout()));
    assertFrozen("layout", NamespaceRule.of(Kind.SNOWFLAKE));
    assertFrozen("kind", NamespaceRule.of(Kind.SNOWFLAKE53));
    assertFrozen("layout", snowflake(Kind.SNOWFLAKE, EPOCH, 1, 40, 11, 12));
  }

  @Test
  void prefix_and_rendering_are_frozen_from_the_start() {
    n1.put("orders", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("order")));
    assertFrozen("prefix", NamespaceRule.of(Kind.TYPEID, new Form.Prefixed("user")));
    cluster.assertRejectedWithoutTrace(
        RejectionReason.RULE_FROZEN,
        () ->
            n1.propose(
                new Command.PutNamespace(
                    NamespaceName.DEFAULT,
                    NamespaceRule.of(Kind.UUID7, new Form.Rendered(UuidRendering.BASE58)),
                    Precondition.none())));
  }

  private void assertFrozen(String field, NamespaceRule rule) {
    Outcome outcome =
        cluster.assertRejectedWithoutTrace(RejectionReason.RULE_FROZEN, () -> put(rule));
    assertEquals(
        List.of(field),
        assertInstanceOf(Outcome.Rejected.class, outcome).faults().stream()
            .map(FieldFault::field)
            .toList());
  }

  @Test
  void only_kinds_whose_time_ends_have_an_exhaustion() {
    assertEquals(
        OptionalLong.of(KsuidLayout.END_MILLIS), NamespaceRule.of(Kind.KSUID).exhaustionMillis());
    assertEquals(
        OptionalLong.of(ObjectIdLayout.END_MILLIS),
        NamespaceRule.of(Kind.OBJECTID).exhaustionMillis());
    assertTrue(NamespaceRule.of(Kind.SNOWFLAKE53).exhaustionMillis().isPresent());
    for (Kind kind : List.of(Kind.UUID7, Kind.UUID4, Kind.ULID, Kind.TYPEID, Kind.NANOID)) {
      assertEquals(OptionalLong.empty(), NamespaceRule.of(kind).exhaustionMillis());
    }
  }

  @Test
  void what_a_version_before_forms_does_not_know_needs_feature_level_2() {
    for (Kind kind : List.of(Kind.UUID7, Kind.UUID4, Kind.ULID, Kind.SNOWFLAKE, Kind.SEQUENCE)) {
      assertEquals(1, NamespaceRule.of(kind).featureLevel());
    }
    for (Kind kind :
        List.of(Kind.SNOWFLAKE53, Kind.TYPEID, Kind.KSUID, Kind.NANOID, Kind.OBJECTID)) {
      assertEquals(2, NamespaceRule.of(kind).featureLevel());
    }
    assertEquals(2, snowflake(SnowflakePreset.TWITTER.layout()).featureLevel());
    assertEquals(1, snowflake(SnowflakeLayout.DEFAULT).featureLevel());
    assertEquals(
        2, NamespaceRule.of(Kind.UUID4, new Form.Rendered(UuidRendering.URN)).featureLevel());
  }

  @Test
  void a_cluster_at_level_1_refuses_a_rule_of_level_2_and_no_other() {
    ClusterRecord c = cluster.cluster();
    cluster.corrupt(
        tables ->
            tables.putCluster(
                new ClusterRecord(
                    c.clusterId(),
                    c.epoch(),
                    1,
                    c.applied(),
                    c.replicatedTimeMillis(),
                    c.nextIncarnation(),
                    c.nextNamespaceNumber(),
                    c.rows(),
                    c.rowsMax(),
                    c.members(),
                    c.clockMillis(),
                    c.current(),
                    c.secret(),
                    c.lineage())));
    TestCluster.assertRejected(RejectionReason.UNKNOWN_FEATURE, putAtLevel1(Kind.KSUID));
    assertInstanceOf(Outcome.NamespacePut.class, putAtLevel1(Kind.ULID));
  }

  private Outcome putAtLevel1(Kind kind) {
    return cluster
        .apply(
            new Envelope(
                n1.node(),
                n1.incarnation(),
                cluster.nowMillis(),
                cluster.nextNonce(),
                TenantId.DEFAULT,
                "",
                "",
                1,
                new Command.PutNamespace(ORDERS, NamespaceRule.of(kind), Precondition.none())))
        .outcome();
  }
}
