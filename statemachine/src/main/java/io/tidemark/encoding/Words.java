package io.tidemark.encoding;

import io.tidemark.core.Kind;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.SequenceMode;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import io.tidemark.layout.UuidRendering;
import io.tidemark.period.Reset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The fixed words of an enumeration, whatever Java calls its constants.
 *
 * @param <E> enumeration
 */
final class Words<E extends Enum<E>> {

  static final Words<Kind> KIND =
      new Words<>(
          "kind",
          Kind.values(),
          kind ->
              switch (kind) {
                case UUID7 -> "uuid7";
                case UUID4 -> "uuid4";
                case ULID -> "ulid";
                case SNOWFLAKE -> "snowflake";
                case SEQUENCE -> "sequence";
                case SNOWFLAKE53 -> "snowflake53";
                case TYPEID -> "typeid";
                case KSUID -> "ksuid";
                case NANOID -> "nanoid";
                case OBJECTID -> "objectid";
              });

  static final Words<UuidRendering> RENDERING =
      new Words<>(
          "rendering",
          UuidRendering.values(),
          rendering ->
              switch (rendering) {
                case CANONICAL -> "canonical";
                case NO_DASHES -> "no_dashes";
                case UPPER_CASE -> "upper_case";
                case BASE58 -> "base58";
                case URN -> "urn";
              });

  static final Words<FieldOrder> ORDER =
      new Words<>(
          "order of fields",
          FieldOrder.values(),
          order ->
              switch (order) {
                case TIME_WORKER_SEQUENCE -> "time_worker_sequence";
                case TIME_SEQUENCE_WORKER -> "time_sequence_worker";
              });

  static final Words<SequenceMode> MODE =
      new Words<>(
          "mode",
          SequenceMode.values(),
          mode ->
              switch (mode) {
                case RANGE -> "range";
                case MONOTONIC -> "monotonic";
              });

  static final Words<Reset> RESET =
      new Words<>(
          "reset",
          Reset.values(),
          reset ->
              switch (reset) {
                case NONE -> "none";
                case HOURLY -> "hourly";
                case DAILY -> "daily";
                case WEEKLY -> "weekly";
                case MONTHLY -> "monthly";
                case YEARLY -> "yearly";
              });

  static final Words<RejectionReason> REASON =
      new Words<>(
          "rejection reason",
          RejectionReason.values(),
          reason ->
              switch (reason) {
                case UNKNOWN_FEATURE -> "unknown_feature";
                case SUPERSEDED_INCARNATION -> "superseded_incarnation";
                case NOT_A_MEMBER -> "not_a_member";
                case BAD_COMMAND -> "bad_command";
                case NAMESPACE_NOT_FOUND -> "namespace_not_found";
                case STALE_GENERATION -> "stale_generation";
                case WRONG_KIND -> "wrong_kind";
                case SEQUENCE_EXHAUSTED -> "sequence_exhausted";
                case RULE_FROZEN -> "rule_frozen";
                case RULE_INVALID -> "rule_invalid";
                case PRECONDITION_FAILED -> "precondition_failed";
                case DEFAULT_NAMESPACE -> "default_namespace";
                case MARK_NOT_RAISED -> "mark_not_raised";
                case WINDOW_CONFLICT -> "window_conflict";
                case CLOCK_OUT_OF_BOUNDS -> "clock_out_of_bounds";
                case NO_WORKER_FREE -> "no_worker_free";
                case NOT_OWNER -> "not_owner";
                case STATE_FULL -> "state_full";
                case INCARNATIONS_EXHAUSTED -> "incarnations_exhausted";
              });

  private final String what;
  private final Function<E, String> wordOf;
  private final Map<String, E> byWord = new HashMap<>();

  private Words(String what, E[] values, Function<E, String> wordOf) {
    this.what = what;
    this.wordOf = wordOf;
    for (E value : values) {
      if (byWord.put(wordOf.apply(value), value) != null) {
        throw new IllegalStateException("two of one word: " + value);
      }
    }
  }

  void write(CborWriter out, E value) {
    out.text(wordOf.apply(value));
  }

  E read(CborReader in) {
    String word = in.text();
    E value = byWord.get(word);
    if (value == null) {
      throw UnsupportedVersionException.ofWord(what, word);
    }
    return value;
  }
}
