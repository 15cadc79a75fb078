package io.tidemark.layout;

import io.tidemark.layout.DecodedId.SequenceId;
import io.tidemark.layout.DecodedId.SnowflakeId;
import io.tidemark.layout.DecodedId.UlidId;
import io.tidemark.layout.DecodedId.Uuid4Id;
import io.tidemark.layout.DecodedId.Uuid7Id;
import java.util.List;

/**
 * Tells from the form of a string which kinds of ID it could be. A UUID shows its version and a
 * ULID its length; digits may be a snowflake or a sequence, which only the namespace can tell.
 *
 * @param instanceField the permutation of the cluster, for uuid7 and ulid
 * @param snowflakeLayout the layout to read snowflakes by
 */
public record Recognition(InstanceField instanceField, SnowflakeLayout snowflakeLayout) {

  /** Every reading of the text; empty if it has the form of no kind. */
  public List<DecodedId> readings(String text) {
    return switch (text.length()) {
      case UuidText.LENGTH -> UuidText.parse(text).map(this::uuid).orElse(List.of());
      case UlidText.LENGTH ->
          UlidText.parse(text)
              .<List<DecodedId>>map(ulid -> List.of(UlidId.of(ulid, instanceField)))
              .orElse(List.of());
      default -> decimal(text);
    };
  }

  private List<DecodedId> uuid(Bits128 uuid) {
    return switch (UuidText.version(uuid)) {
      case 4 -> List.of(new Uuid4Id(uuid));
      case 7 -> List.of(Uuid7Id.of(uuid, instanceField));
      default -> List.of();
    };
  }

  private List<DecodedId> decimal(String text) {
    return DecimalText.parse(text).stream()
        .boxed()
        .flatMap(
            value ->
                List.<DecodedId>of(SnowflakeId.of(value, snowflakeLayout), new SequenceId(value))
                    .stream())
        .toList();
  }
}
