package io.tidemark.http.resource;

import io.tidemark.core.FieldFault;
import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.http.edge.Refusal;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.node.service.Problem;
import io.tidemark.period.Reset;
import java.util.List;
import java.util.Optional;

/** Reads a namespace's rule. */
final class RuleReading {

  private static final List<String> SEQUENCE_FIELDS =
      List.of(
          "mode",
          "start",
          "step",
          "max",
          "range_size_min",
          "range_size_max",
          "template",
          "reset",
          "zone");

  /** Fields of an answer that a caller can't set. */
  private static final List<String> READ_ONLY_FIELDS =
      List.of(
          "generation",
          "frozen",
          "high_water_mark",
          "period",
          "values_left",
          "exhausted_at",
          "changed_at");

  private RuleReading() {}

  /**
   * The rule of a body, its defaults filled in.
   *
   * @throws RefusedException if the body is not JSON, or the rule is not one that can be stored
   */
  static NamespaceRule rule(NamespaceName name, byte[] body) throws RefusedException {
    return rule(name, Requests.fields(body));
  }

  /** The rule of a body's fields. */
  static NamespaceRule rule(NamespaceName name, JsonFields fields) throws RefusedException {
    fields
        .text("name")
        .filter(given -> !given.equals(name.value()))
        .ifPresent(given -> fields.fault("name", "differs from the name in the path"));
    READ_ONLY_FIELDS.forEach(field -> fields.nothing(field, "can't be set; leave it out"));
    fields.nothing(
        "cycle",
        "is never done: a value that comes again is a duplicate; let reset start values again under"
            + " a printed date, or raise max");
    Kind kind = constant(fields, "kind", Kind.class, Kind.UUID7);
    SequenceRule sequence = kind == Kind.SEQUENCE ? sequence(fields) : null;
    if (kind != Kind.SEQUENCE) {
      SEQUENCE_FIELDS.forEach(
          field -> fields.nothing(field, "is only for kind sequence, not " + Requests.word(kind)));
    }
    Form form = FormReading.form(kind, fields);
    String description = fields.text("description").orElse("");
    NamespaceRule rule =
        new NamespaceRule(kind, sequence, description, fields.texts("labels"), form);
    List<FieldFault> faults = fields.faults();
    check(name, faults);
    check(name, rule.faults());
    return rule;
  }

  private static void check(NamespaceName name, List<FieldFault> faults) throws RefusedException {
    if (!faults.isEmpty()) {
      String detail = "the rule of namespace %s is not valid: ".formatted(name);
      throw Refusal.of(
              Problem.refused(Problem.Code.RULE_INVALID, detail + Refusal.sentence(faults), faults))
          .asException();
    }
  }

  private static SequenceRule sequence(JsonFields fields) {
    SequenceRule defaults = SequenceRule.DEFAULT;
    boolean sizeMinGiven = fields.has("range_size_min");
    boolean sizeMaxGiven = fields.has("range_size_max");
    long sizeMin = fields.wideInteger("range_size_min", defaults.rangeSizeMin());
    long sizeMax = fields.wideInteger("range_size_max", defaults.rangeSizeMax());
    return new SequenceRule(
        constant(fields, "mode", SequenceMode.class, defaults.mode()),
        fields.wideInteger("start", defaults.start()),
        fields.wideInteger("step", defaults.step()),
        fields.wideInteger("max", defaults.max()),
        // A default gives way to the bound that was given.
        sizeMinGiven ? sizeMin : Math.min(sizeMin, sizeMax),
        sizeMaxGiven ? sizeMax : Math.max(sizeMin, sizeMax),
        fields.text("template").orElse(null),
        constant(fields, "reset", Reset.class, defaults.reset()),
        fields.text("zone").orElse(SequenceRule.ZONE_DEFAULT));
  }

  /** The constant that a field names; notes a fault if it names none. */
  static <E extends Enum<E>> E constant(
      JsonFields fields, String field, Class<E> type, E otherwise) {
    Optional<String> word = fields.text(field);
    if (word.isEmpty()) {
      return otherwise;
    }
    return Requests.constant(type, word.get())
        .orElseGet(
            () -> {
              fields.fault(field, "must be one of " + Requests.words(type));
              return otherwise;
            });
  }
}
