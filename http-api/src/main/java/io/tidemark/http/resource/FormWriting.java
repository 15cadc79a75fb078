package io.tidemark.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.core.Form;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.SnowflakeRule;
import io.tidemark.http.edge.Requests;
import io.tidemark.layout.SnowflakePreset;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

/** Writes what a rule says of the look of its IDs, and until when it has any. */
final class FormWriting {

  private FormWriting() {}

  static void write(JsonGenerator json, NamespaceRule rule) throws IOException {
    switch (rule.form()) {
      case Form.Fixed _ -> {}
      case Form.Rendered(var rendering) ->
          json.writeStringField("rendering", Requests.word(rendering));
      case Form.Prefixed(String prefix) -> json.writeStringField("prefix", prefix);
      case Form.LaidOut(SnowflakeRule layout) -> write(json, layout);
    }
    OptionalLong exhaustion = rule.exhaustionMillis();
    if (exhaustion.isPresent()) {
      json.writeStringField(
          "exhausted_at", Instant.ofEpochMilli(exhaustion.getAsLong()).toString());
    }
  }

  private static void write(JsonGenerator json, SnowflakeRule layout) throws IOException {
    json.writeObjectFieldStart("layout");
    json.writeStringField(
        "preset",
        Arrays.stream(SnowflakePreset.values())
            .filter(preset -> SnowflakeRule.of(preset.layout()).equals(layout))
            .findFirst()
            .map(Requests::word)
            .orElse(null));
    json.writeStringField("epoch", Instant.ofEpochMilli(layout.epochMillis()).toString());
    json.writeNumberField("time_unit_millis", layout.timeUnitMillis());
    json.writeNumberField("time_bits", layout.timeBits());
    json.writeNumberField("worker_bits", layout.workerBits());
    json.writeNumberField("sequence_bits", layout.sequenceBits());
    json.writeStringField("order", Requests.word(layout.order()));
    json.writeEndObject();
  }
}
