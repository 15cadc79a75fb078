package io.tidemark.core;

import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.TypeIdText;
import io.tidemark.layout.UuidRendering;
import java.util.List;

/** What a rule says of the look of its IDs, where the kind leaves a choice. Frozen. */
public sealed interface Form {

  /** The kind leaves no choice, or it is part of the sequence rule. */
  record Fixed() implements Form {}

  /** How {@code uuid7} and {@code uuid4} are written. */
  record Rendered(UuidRendering rendering) implements Form {}

  /**
   * What a {@code typeid} begins with.
   *
   * @param prefix may be empty
   */
  record Prefixed(String prefix) implements Form {}

  /** How the bits of a {@code snowflake} or {@code snowflake53} are shared out. */
  record LaidOut(SnowflakeRule layout) implements Form {}

  /** The form that a kind has unless a rule says otherwise. */
  static Form standardOf(Kind kind) {
    return switch (kind) {
      case UUID7, UUID4 -> new Rendered(UuidRendering.CANONICAL);
      case TYPEID -> new Prefixed("");
      case SNOWFLAKE -> new LaidOut(SnowflakeRule.of(SnowflakeLayout.DEFAULT));
      case SNOWFLAKE53 -> new LaidOut(SnowflakeRule.of(SnowflakeLayout.DEFAULT_53));
      case ULID, SEQUENCE, KSUID, NANOID, OBJECTID -> new Fixed();
    };
  }

  /** The name of the field of a rule that decides the form. */
  default String field() {
    return switch (this) {
      case Fixed _ -> "kind";
      case Rendered _ -> "rendering";
      case Prefixed _ -> "prefix";
      case LaidOut _ -> "layout";
    };
  }

  /** What is wrong with the form of a rule of this kind; empty if nothing is. */
  default List<FieldFault> faults(Kind kind) {
    if (!getClass().equals(standardOf(kind).getClass())) {
      return List.of(
          new FieldFault("kind", "%s has no %s".formatted(NamespaceRules.textOf(kind), field())));
    }
    return switch (this) {
      case Fixed _, Rendered _ -> List.of();
      case Prefixed(String prefix) ->
          TypeIdText.isPrefix(prefix)
              ? List.of()
              : List.of(
                  new FieldFault(
                      "prefix",
                      "must have at most %d characters of a-z and '_', the first and the last a letter"
                          .formatted(TypeIdText.PREFIX_LENGTH_MAX)));
      case LaidOut(SnowflakeRule layout) ->
          layout.faults(
              kind == Kind.SNOWFLAKE53 ? SnowflakeLayout.BITS_MAX_53 : SnowflakeLayout.BITS_MAX);
    };
  }
}
