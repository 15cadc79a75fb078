package io.tidemark.tools.process;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.uuid.util.UuidValidator;
import java.util.Map;
import java.util.UUID;

/** A kind of ID: how to ask for it, and what others say of it. */
enum IdKind {
  UUID7("{\"format\":\"uuid7\"%s}"),
  UUID4("{\"format\":\"uuid4\"%s}"),
  ULID("{\"format\":\"ulid\"%s}"),
  SNOWFLAKE("{\"format\":\"snowflake\"%s}"),
  SEQUENCE("{\"namespace\":\"it-sequence\"%s}"),
  MONOTONIC("{\"namespace\":\"it-monotonic\"%s}");

  /** What must exist for the kinds that need a namespace. */
  static final Map<String, String> NAMESPACES =
      Map.of(
          "it-sequence", "{\"kind\":\"sequence\"}",
          "it-monotonic", "{\"kind\":\"sequence\",\"mode\":\"monotonic\"}");

  private final String body;

  IdKind(String body) {
    this.body = body;
  }

  /** A body that asks for one. */
  String one() {
    return body.formatted("");
  }

  /** A body that asks for many. */
  String many(int count) {
    return body.formatted(",\"count\":" + count);
  }

  /**
   * The 128 bits of an ID, as an independent library reads them.
   *
   * @throws AssertionError if it is none
   */
  Bits bits(String id) {
    return switch (this) {
      case UUID7 -> uuid(id, 7);
      case UUID4 -> uuid(id, 4);
      case ULID -> ulid(id);
      case SNOWFLAKE, SEQUENCE, MONOTONIC -> decimal(id);
    };
  }

  /** Whether one node's later IDs are larger. */
  boolean rises() {
    return this != UUID4;
  }

  /** An ID as an unsigned 128-bit number. */
  record Bits(long high, long low) implements Comparable<Bits> {
    @Override
    public int compareTo(Bits other) {
      int byHigh = Long.compareUnsigned(high, other.high);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
  }

  private static Bits uuid(String id, int version) {
    if (!UuidValidator.isValid(id, version)) {
      throw new AssertionError("'%s' is not a UUID of version %d".formatted(id, version));
    }
    UUID uuid = UUID.fromString(id);
    return new Bits(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  private static Bits ulid(String id) {
    if (!Ulid.isValid(id)) {
      throw new AssertionError("'%s' is not a ULID".formatted(id));
    }
    Ulid ulid = Ulid.from(id);
    return new Bits(ulid.getMostSignificantBits(), ulid.getLeastSignificantBits());
  }

  private static Bits decimal(String id) {
    long value;
    try {
      value = Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new AssertionError("'%s' is not a number of 63 bits".formatted(id), e);
    }
    if (value < 0 || !Long.toString(value).equals(id)) {
      throw new AssertionError("'%s' is not a plain number of 63 bits".formatted(id));
    }
    return new Bits(0, value);
  }
}
