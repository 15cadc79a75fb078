package io.tidemark.layout;

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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells from the form of a string which kinds of ID it could be. A UUID shows its version and most
 * other kinds their length; digits may be a snowflake or a sequence, which only the namespace can
 * tell.
 *
 * @param instanceField the permutation of the cluster, for the kinds that carry an incarnation
 * @param snowflake the layout to read snowflakes by
 * @param snowflake53 the layout to read those by that are safe in JavaScript
 */
public record Recognition(
    InstanceField instanceField, SnowflakeLayout snowflake, SnowflakeLayout snowflake53) {

  /** Reads snowflakes by the default layouts. */
  public Recognition(InstanceField instanceField) {
    this(instanceField, SnowflakeLayout.DEFAULT, SnowflakeLayout.DEFAULT_53);
  }

  /** Every reading of the text; empty if it has the form of no kind. */
  public List<DecodedId> readings(String text) {
    List<DecodedId> readings = new ArrayList<>();
    UuidRendering.parseAny(text).flatMap(this::uuid).ifPresent(readings::add);
    UlidText.parse(text).map(ulid -> UlidId.of(ulid, instanceField)).ifPresent(readings::add);
    TypeIdText.parse(text).flatMap(this::typeId).ifPresent(readings::add);
    KsuidText.parse(text).map(ksuid -> KsuidId.of(ksuid, instanceField)).ifPresent(readings::add);
    ObjectIdText.parse(text).map(id -> ObjectId.of(id, instanceField)).ifPresent(readings::add);
    if (NanoIdText.matches(text)) {
      readings.add(new NanoId());
    }
    addNumbers(text, readings);
    return List.copyOf(readings);
  }

  private Optional<DecodedId> uuid(Bits128 uuid) {
    return switch (UuidText.version(uuid)) {
      case 4 -> Optional.of(new Uuid4Id(uuid));
      case 7 -> Optional.of(Uuid7Id.of(uuid, instanceField));
      default -> Optional.empty();
    };
  }

  private Optional<DecodedId> typeId(TypeIdText.Parts parts) {
    return UuidText.version(parts.uuid()) == 7
        ? Optional.of(new TypeId(parts.prefix(), Uuid7Id.of(parts.uuid(), instanceField)))
        : Optional.empty();
  }

  private void addNumbers(String text, List<DecodedId> readings) {
    OptionalLong parsed = DecimalText.parse(text);
    if (parsed.isEmpty()) {
      return;
    }
    long value = parsed.getAsLong();
    if (value >>> snowflake.bits() == 0) {
      readings.add(SnowflakeId.of(value, snowflake));
    }
    if (value >>> snowflake53.bits() == 0) {
      readings.add(new Snowflake53Id(SnowflakeId.of(value, snowflake53)));
    }
    readings.add(new SequenceId(value));
  }
}
