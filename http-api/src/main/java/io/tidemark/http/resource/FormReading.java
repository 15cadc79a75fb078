package io.tidemark.http.resource;

import io.tidemark.core.Form;
import io.tidemark.core.Kind;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.http.edge.Requests;
import io.tidemark.http.json.JsonFields;
import io.tidemark.layout.SnowflakeLayout.FieldOrder;
import io.tidemark.layout.SnowflakePreset;
import io.tidemark.layout.UuidRendering;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what a rule says of the look of its IDs: {@code rendering}, {@code prefix}, {@code layout}.
 */
final class FormReading {

  private final Kind kind;
  private final JsonFields fields;

  private FormReading(Kind kind, JsonFields fields) {
    this.kind = kind;
    this.fields = fields;
  }

  /** The form of a rule; fields of other kinds are faults. */
  static Form form(Kind kind, JsonFields fields) {
    return new FormReading(kind, fields).form();
  }

  private Form form() {
    Form usual = Form.standardOf(kind);
    Form form =
        switch (usual) {
          case Form.Fixed _ -> usual;
          case Form.Rendered(UuidRendering rendering) ->
              new Form.Rendered(
                  RuleReading.constant(fields, "rendering", UuidRendering.class, rendering));
          case Form.Prefixed _ -> new Form.Prefixed(prefix());
          case Form.LaidOut(SnowflakeRule layout) ->
              new Form.LaidOut(
                  fields.object("layout").map(given -> layout(given, layout)).orElse(layout));
        };
    String word = Requests.word(kind);
    fields.nothing("rendering", "is only for kinds uuid7 and uuid4, not " + word);
    fields.nothing("prefix", "is only for kind typeid, not " + word);
    fields.nothing("layout", "is only for kinds snowflake and snowflake53, not " + word);
    return form;
  }

  /** Required, although TypeID allows an empty one: it can never be changed. */
  private String prefix() {
    if (!fields.has("prefix")) {
      fields.fault("prefix", "is required, because it can never change; \"\" stands for none");
    }
    return fields.text("prefix").orElse("");
  }

  /** What is left out is as in the preset or, without one, as usual. */
  private static SnowflakeRule layout(JsonFields given, SnowflakeRule usual) {
    Optional<SnowflakePreset> preset = preset(given);
    SnowflakeRule base = preset.map(p -> SnowflakeRule.of(p.layout())).orElse(usual);
    SnowflakeRule asked =
        new SnowflakeRule(
            epoch(given, base.epochMillis()),
            number(given, "time_unit_millis", base.timeUnitMillis()),
            number(given, "time_bits", base.timeBits()),
            number(given, "worker_bits", base.workerBits()),
            number(given, "sequence_bits", base.sequenceBits()),
            RuleReading.constant(given, "order", FieldOrder.class, base.order()));
    if (preset.isPresent() && !asked.equals(base)) {
      given.fault(
          "preset",
          "%s says otherwise than the fields beside it; leave it or them out"
              .formatted(Requests.word(preset.get())));
    }
    return asked;
  }

  private static Optional<SnowflakePreset> preset(JsonFields given) {
    Optional<String> word = given.text("preset");
    Optional<SnowflakePreset> preset =
        word.flatMap(w -> Requests.constant(SnowflakePreset.class, w));
    if (word.isPresent() && preset.isEmpty()) {
      given.fault("preset", "must be one of " + Requests.words(SnowflakePreset.class));
    }
    return preset;
  }

  private static long epoch(JsonFields given, long otherwise) {
    Optional<String> text = given.text("epoch");
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      Instant epoch = Instant.parse(text.get());
      long millis = epoch.toEpochMilli();
      if (Instant.ofEpochMilli(millis).equals(epoch)) {
        return millis;
      }
      given.fault("epoch", "must not be finer than a millisecond");
    } catch (DateTimeException | ArithmeticException e) {
      given.fault("epoch", "must be a time of RFC 3339, such as 2024-01-01T00:00:00Z");
    }
    return otherwise;
  }

  private static int number(JsonFields given, String field, int otherwise) {
    OptionalLong number = given.integer(field, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return number.isPresent() ? (int) number.getAsLong() : otherwise;
  }
}
