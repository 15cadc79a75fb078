package io.tidemark.core;

import io.tidemark.layout.KsuidLayout;
import io.tidemark.layout.ObjectIdLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the IDs of a namespace look and are issued. May hold contradictions until {@link #faults()}
 * is empty.
 *
 * @param kind frozen
 * @param sequence present exactly for {@link Kind#SEQUENCE}
 * @param description free text for people
 * @param labels free key-value pairs for people and tools
 * @param form how the IDs look, where the kind leaves a choice; frozen
 */
public record NamespaceRule(
    Kind kind,
    @Nullable SequenceRule sequence,
    String description,
    SortedMap<String, String> labels,
    Form form) {

  /** The most characters of a description, label name or label value. */
  public static final int TEXT_LENGTH_MAX = 256;

  /** The most characters of description and labels together, so that a row stays small. */
  public static final int TEXTS_LENGTH_MAX = 2_048;

  /** The most labels. */
  public static final int LABELS_MAX = 32;

  /** The feature level that brought forms, and the kinds after {@link Kind#SEQUENCE}. */
  static final int FORMS_LEVEL = 2;

  /** The feature level that brought templates and periods. */
  static final int TEMPLATES_LEVEL = 2;

  public NamespaceRule {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A rule whose IDs have the form that is usual for the kind. */
  public NamespaceRule(
      Kind kind,
      @Nullable SequenceRule sequence,
      String description,
      SortedMap<String, String> labels) {
    this(kind, sequence, description, labels, Form.standardOf(kind));
  }

  /** A rule of a kind that has no number line. */
  public static NamespaceRule of(Kind kind) {
    return new NamespaceRule(kind, null, "", Collections.emptySortedMap());
  }

  /** A sequence. */
  public static NamespaceRule of(SequenceRule sequence) {
    return new NamespaceRule(Kind.SEQUENCE, sequence, "", Collections.emptySortedMap());
  }

  /** A rule of a kind that has no number line, and another form than is usual. */
  public static NamespaceRule of(Kind kind, Form form) {
    return new NamespaceRule(kind, null, "", Collections.emptySortedMap(), form);
  }

  /** What contradicts itself or is out of bounds; empty for a rule that can be stored. */
  public List<FieldFault> faults() {
    List<FieldFault> faults = new ArrayList<>(form.faults(kind));
    if (kind == Kind.SEQUENCE && sequence == null) {
      faults.add(new FieldFault("kind", "a sequence needs a sequence rule"));
    }
    if (kind != Kind.SEQUENCE && sequence != null) {
      faults.add(
          new FieldFault(
              "kind",
              "only a sequence has mode, start, step, max, range sizes, template, reset and zone"));
    }
    if (sequence != null) {
      faults.addAll(sequence.faults());
    }
    if (description.length() > TEXT_LENGTH_MAX) {
      faults.add(
          new FieldFault("description", "is longer than %d characters".formatted(TEXT_LENGTH_MAX)));
    }
    int texts = description.length();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      texts += label.getKey().length() + label.getValue().length();
    }
    if (texts > TEXTS_LENGTH_MAX) {
      faults.add(
          new FieldFault(
              "labels",
              "and description have %d characters together, more than %d"
                  .formatted(texts, TEXTS_LENGTH_MAX)));
    }
    if (labels.size() > LABELS_MAX) {
      faults.add(new FieldFault("labels", "are more than %d".formatted(LABELS_MAX)));
    }
    labels.forEach(
        (name, value) -> {
          if (name.isEmpty()
              || name.length() > TEXT_LENGTH_MAX
              || value.length() > TEXT_LENGTH_MAX) {
            faults.add(
                new FieldFault(
                    "labels",
                    "a name or value is empty or longer than %d".formatted(TEXT_LENGTH_MAX)));
          }
        });
    return List.copyOf(faults);
  }

  /**
   * The first moment for which the rule has no IDs.
   *
   * @return Unix time in milliseconds; empty if there is none before the year 10889, or if the rule
   *     has faults
   */
  public OptionalLong exhaustionMillis() {
    return switch (form) {
      case Form.LaidOut(SnowflakeRule layout) ->
          faults().isEmpty()
              ? OptionalLong.of(layout.layout().exhaustion().toEpochMilli())
              : OptionalLong.empty();
      case Form.Fixed _, Form.Rendered _, Form.Prefixed _ ->
          switch (kind) {
            case KSUID -> OptionalLong.of(KsuidLayout.END_MILLIS);
            case OBJECTID -> OptionalLong.of(ObjectIdLayout.END_MILLIS);
            default -> OptionalLong.empty();
          };
    };
  }

  /**
   * The lowest feature level of a cluster whose members all know the rule: what an older one would
   * not know, it could not read.
   */
  public int featureLevel() {
    return switch (kind) {
      case UUID7, UUID4, ULID, SNOWFLAKE -> form.equals(Form.standardOf(kind)) ? 1 : FORMS_LEVEL;
      case SEQUENCE -> sequence == null || sequence.isPlain() ? 1 : TEMPLATES_LEVEL;
      case SNOWFLAKE53, TYPEID, KSUID, NANOID, OBJECTID -> FORMS_LEVEL;
    };
  }

  /**
   * The fields that decide printed IDs and differ between this rule and another. Once anything may
   * have been issued they never change, because a changed rule can print an old ID again.
   */
  public List<String> frozenFieldsChangedBy(NamespaceRule other) {
    if (kind != other.kind) {
      return List.of("kind");
    }
    List<String> changed = new ArrayList<>();
    if (!form.equals(other.form)) {
      changed.add(form.field());
    }
    SequenceRule mine = sequence;
    SequenceRule theirs = other.sequence;
    if (mine == null || theirs == null) {
      return List.copyOf(changed);
    }
    if (mine.mode() != theirs.mode()) {
      changed.add("mode");
    }
    if (mine.start() != theirs.start()) {
      changed.add("start");
    }
    if (mine.step() != theirs.step()) {
      changed.add("step");
    }
    if (!Objects.equals(mine.template(), theirs.template())) {
      changed.add("template");
    }
    if (mine.reset() != theirs.reset()) {
      changed.add("reset");
    }
    if (!mine.zone().equals(theirs.zone())) {
      changed.add("zone");
    }
    return List.copyOf(changed);
  }
}
