package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.layout.DecodedId.KsuidId;
import io.tidemark.layout.DecodedId.NanoId;
import io.tidemark.layout.DecodedId.ObjectId;
import io.tidemark.layout.DecodedId.SequenceId;
import io.tidemark.layout.DecodedId.Snowflake53Id;
import io.tidemark.layout.DecodedId.SnowflakeId;
import io.tidemark.layout.DecodedId.TypeId;
import io.tidemark.layout.DecodedId.UlidId;
import io.tidemark.layout.DecodedId.Uuid4Id;
import io.tidemark.layout.DecodedId.Uuid7Id;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class RecognitionTest {

  private static final long MILLIS_MAX = (1L << 48) - 1;
  private static final int COUNTER_MAX = (1 << 22) - 1;
  private static final int INCARNATION_MAX = (1 << 28) - 1;

  private final InstanceField instanceField = new InstanceField(new byte[InstanceField.KEY_BYTES]);
  private final SnowflakeLayout layout = SnowflakeLayout.DEFAULT;
  private final Recognition recognition = new Recognition(instanceField);

  @Property
  void a_uuid7_tells_its_incarnation(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INCARNATION_MAX) int incarnation,
      @ForAll @IntRange(max = (1 << 24) - 1) int random) {
    String text =
        UuidText.format(
            Uuid7Layout.most(millis, counter),
            Uuid7Layout.least(counter, instanceField.encode(incarnation), random));

    assertEquals(
        List.of(new Uuid7Id(millis, counter, incarnation, random)), recognition.readings(text));
  }

  @Property
  void a_ulid_tells_its_incarnation(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INCARNATION_MAX) int incarnation,
      @ForAll @IntRange(max = (1 << 30) - 1) int random) {
    String text =
        UlidText.format(
            UlidLayout.most(millis, counter),
            UlidLayout.least(counter, instanceField.encode(incarnation), random));

    assertEquals(
        List.of(new UlidId(millis, counter, incarnation, random)), recognition.readings(text));
  }

  @Property
  void a_uuid4_is_recognized_by_its_version(@ForAll long first, @ForAll long second) {
    Bits128 uuid = new Bits128(Uuid4Layout.most(first), Uuid4Layout.least(second));

    assertEquals(
        List.of(new Uuid4Id(uuid)),
        recognition.readings(UuidText.format(uuid.most(), uuid.least())));
  }

  @Property
  void digits_may_be_a_snowflake_of_either_width_or_a_sequence(
      @ForAll @LongRange(max = (1L << 41) - 1) long tick,
      @ForAll @IntRange(max = 1023) int worker,
      @ForAll @IntRange(max = 4095) int sequence) {
    long id = layout.encode(tick, worker, sequence);

    List<DecodedId> expected = new ArrayList<>();
    expected.add(
        new SnowflakeId(tick, SnowflakeLayout.EPOCH_DEFAULT_MILLIS + tick, worker, sequence));
    if (id < 1L << 53) {
      expected.add(new Snowflake53Id(SnowflakeId.of(id, SnowflakeLayout.DEFAULT_53)));
    }
    expected.add(new SequenceId(id));
    assertEquals(expected, recognition.readings(DecimalText.format(id)));
  }

  @Example
  void a_snowflake_is_read_by_the_layout_that_is_given() {
    SnowflakeLayout sonyflake = SnowflakePreset.SONYFLAKE.layout();
    long id = sonyflake.encode(1_000, 7, 3);

    assertEquals(
        new SnowflakeId(1_000, sonyflake.epochMillis() + 10_000, 7, 3),
        new Recognition(instanceField, sonyflake, SnowflakeLayout.DEFAULT_53)
            .readings(DecimalText.format(id))
            .getFirst());
  }

  @Property
  void a_uuid7_is_recognized_in_every_rendering_and_in_a_typeid(
      @ForAll @LongRange(max = MILLIS_MAX) long millis,
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INCARNATION_MAX) int incarnation) {
    long most = Uuid7Layout.most(millis, counter);
    long least = Uuid7Layout.least(counter, instanceField.encode(incarnation), 1);
    Uuid7Id expected = new Uuid7Id(millis, counter, incarnation, 1);

    for (UuidRendering rendering : UuidRendering.values()) {
      assertEquals(List.of(expected), recognition.readings(rendering.format(most, least)));
    }
    assertEquals(
        List.of(new TypeId("order_line", expected)),
        recognition.readings(TypeIdText.format("order_line", most, least)));
  }

  @Example
  void a_typeid_without_a_prefix_may_be_a_ulid_in_lower_case() {
    long most = Uuid7Layout.most(1_800_000_000_000L, 5);
    long least = Uuid7Layout.least(5, instanceField.encode(9), 1);
    String text = TypeIdText.format("", most, least);

    assertEquals(
        List.of(
            UlidId.of(new Bits128(most, least), instanceField),
            new TypeId("", new Uuid7Id(1_800_000_000_000L, 5, 9, 1))),
        recognition.readings(text));
  }

  @Property
  void a_ksuid_and_an_objectid_tell_their_incarnation(
      @ForAll @IntRange(max = COUNTER_MAX) int counter,
      @ForAll @IntRange(max = INCARNATION_MAX) int incarnation,
      @ForAll long random) {
    long millis = 1_800_000_000_123L;
    int instance = instanceField.encode(incarnation);
    String ksuid =
        KsuidText.format(
            KsuidLayout.seconds(millis),
            KsuidLayout.most(millis, counter, instance, random),
            random);
    String objectId =
        ObjectIdText.format(
            ObjectIdLayout.most(millis / 1_000, instance, instanceField.mark()),
            ObjectIdLayout.least(instanceField.mark(), counter));

    assertEquals(List.of(new KsuidId(millis, counter, incarnation)), recognition.readings(ksuid));
    assertEquals(
        List.of(new ObjectId(millis / 1_000, counter, incarnation)),
        recognition.readings(objectId));
  }

  @Example
  void a_nanoid_is_recognized_by_its_length() {
    assertEquals(List.of(new NanoId()), recognition.readings("V1StGXR8_Z5jdHi6B-myT"));
  }

  @Example
  void what_no_kind_looks_like_has_no_reading() {
    for (String text :
        List.of(
            "",
            "hello",
            "INV-2026-000042",
            "-1",
            "9223372036854775808",
            "80000000000000000000000000",
            "order_01K4FKRPM0C23WB8XSMPWA19VR", // upper case
            "prefix_0123456789abcdefghjkmnpqrs", // a typeid of another version
            "c232ab00-9414-11ec-b3c8-9f6bdeced846", // version 1
            "017f22e2-79b0-7cc3-58c4-dc0c0c07398f", // version 7 of another variant
            "017f22e2-79b0-7cc3-98c4_dc0c0c07398f")) {
      assertEquals(List.of(), recognition.readings(text), text);
    }
  }
}
