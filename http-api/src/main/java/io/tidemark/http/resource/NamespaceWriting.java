package io.tidemark.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NodeName;
import io.tidemark.core.SequenceRule;
import io.tidemark.http.edge.Requests;
import io.tidemark.node.service.Namespaces.Change;
import io.tidemark.node.service.Namespaces.Listed;
import io.tidemark.node.service.Namespaces.Standing;
import io.tidemark.period.Reset;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Writes namespaces. Values of a number line are strings, as everywhere. */
final class NamespaceWriting {

  private NamespaceWriting() {}

  /** The fields of a namespace and where its line stands. */
  static void write(JsonGenerator json, Listed listed) throws IOException {
    write(json, listed.namespace());
    if (listed.highWaterMark().isPresent()) {
      writeValue(json, "high_water_mark", listed.highWaterMark().getAsLong());
    } else {
      json.writeNullField("high_water_mark");
    }
    if (listed.line().isPresent()) {
      Standing line = listed.line().get();
      json.writeStringField("period", line.period().orElse(null));
      writeValue(json, "values_left", line.left());
      json.writeStringField("exhausted_at", line.exhausted().map(Instant::toString).orElse(null));
    }
  }

  /** The fields of a namespace. */
  static void write(JsonGenerator json, NamespaceRecord namespace) throws IOException {
    json.writeStringField("name", namespace.name().value());
    json.writeNumberField("generation", namespace.generation());
    json.writeStringField("kind", Requests.word(namespace.rule().kind()));
    SequenceRule sequence = namespace.rule().sequence();
    if (sequence != null) {
      write(json, sequence);
    }
    FormWriting.write(json, namespace.rule());
    json.writeStringField("description", namespace.rule().description());
    json.writeObjectFieldStart("labels");
    for (Map.Entry<String, String> label : namespace.rule().labels().entrySet()) {
      json.writeStringField(label.getKey(), label.getValue());
    }
    json.writeEndObject();
    json.writeBooleanField("frozen", namespace.isFrozen());
    if (namespace.changedMillis() > 0) {
      json.writeStringField(
          "changed_at", Instant.ofEpochMilli(namespace.changedMillis()).toString());
    } else {
      json.writeNullField("changed_at");
    }
  }

  private static void write(JsonGenerator json, SequenceRule sequence) throws IOException {
    json.writeStringField("mode", Requests.word(sequence.mode()));
    writeValue(json, "start", sequence.start());
    writeValue(json, "step", sequence.step());
    if (sequence.max() == SequenceRule.VALUE_MAX) {
      json.writeNullField("max");
    } else {
      writeValue(json, "max", sequence.max());
    }
    writeValue(json, "range_size_min", sequence.rangeSizeMin());
    writeValue(json, "range_size_max", sequence.rangeSizeMax());
    json.writeStringField("template", sequence.template());
    json.writeStringField("reset", Requests.word(sequence.reset()));
    json.writeStringField("zone", sequence.reset() == Reset.NONE ? null : sequence.zone());
  }

  /** How far a change is in force. */
  static void writeForce(JsonGenerator json, Change change) throws IOException {
    json.writeArrayFieldStart("in_force_on");
    for (NodeName node : change.inForceOn()) {
      json.writeString(node.value());
    }
    json.writeEndArray();
    String until = Instant.ofEpochMilli(change.heldUntilMillis()).toString();
    json.writeArrayFieldStart("still_holding");
    for (NodeName node : change.stillHolding()) {
      json.writeStartObject();
      json.writeStringField("node", node.value());
      json.writeStringField("until", until);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** A value of a number line. */
  static void writeValue(JsonGenerator json, String field, long value) throws IOException {
    json.writeStringField(field, Long.toString(value));
  }
}
