package io.tidemark.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 */
public record NamespaceRule(
    Kind kind,
    @Nullable SequenceRule sequence,
    String description,
    SortedMap<String, String> labels) {

  /** The most characters of a description, label name or label value. */
  public static final int TEXT_LENGTH_MAX = 256;

  /** The most characters of description and labels together, so that a row stays small. */
  public static final int TEXTS_LENGTH_MAX = 2_048;

  /** The most labels. */
  public static final int LABELS_MAX = 32;

  public NamespaceRule {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A rule of a kind that has no number line. */
  public static NamespaceRule of(Kind kind) {
    return new NamespaceRule(kind, null, "", Collections.emptySortedMap());
  }

  /** A sequence. */
  public static NamespaceRule of(SequenceRule sequence) {
    return new NamespaceRule(Kind.SEQUENCE, sequence, "", Collections.emptySortedMap());
  }

  /** The lowest feature level of a cluster whose every member understands the rule. */
  int featureLevel() {
    return sequence == null || sequence.isPlain() ? 1 : 2;
  }

  /** What contradicts itself or is out of bounds; empty for a rule that can be stored. */
  public List<FieldFault> faults() {
    List<FieldFault> faults = new ArrayList<>();
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
   * The fields that decide printed IDs and differ between this rule and another. Once anything may
   * have been issued they never change, because a changed rule can print an old ID again.
   */
  public List<String> frozenFieldsChangedBy(NamespaceRule other) {
    if (kind != other.kind) {
      return List.of("kind");
    }
    SequenceRule mine = sequence;
    SequenceRule theirs = other.sequence;
    if (mine == null || theirs == null) {
      return List.of();
    }
    List<String> changed = new ArrayList<>();
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
