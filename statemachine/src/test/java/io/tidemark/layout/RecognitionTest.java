package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.layout.DecodedId.SequenceId;
import io.tidemark.layout.DecodedId.SnowflakeId;
import io.tidemark.layout.DecodedId.UlidId;
import io.tidemark.layout.DecodedId.Uuid4Id;
import io.tidemark.layout.DecodedId.Uuid7Id;
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
  private final Recognition recognition = new Recognition(instanceField, layout);

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
  void digits_may_be_a_snowflake_or_a_sequence(
      @ForAll @LongRange(max = (1L << 41) - 1) long tick,
      @ForAll @IntRange(max = 1023) int worker,
      @ForAll @IntRange(max = 4095) int sequence) {
    long id = layout.encode(tick, worker, sequence);

    assertEquals(
        List.of(
            new SnowflakeId(tick, SnowflakeLayout.EPOCH_DEFAULT_MILLIS + tick, worker, sequence),
            new SequenceId(id)),
        recognition.readings(DecimalText.format(id)));
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
            "c232ab00-9414-11ec-b3c8-9f6bdeced846", // version 1
            "017f22e2-79b0-7cc3-58c4-dc0c0c07398f", // version 7 of another variant
            "017f22e2-79b0-7cc3-98c4_dc0c0c07398f")) {
      assertEquals(List.of(), recognition.readings(text), text);
    }
  }
}
