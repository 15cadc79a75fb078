package io.tidemark.jepsen.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** Operations as lines of JSON, and as lines of EDN as Jepsen writes them. */
final class OperationText {
  private static final JsonMapper JSON = new JsonMapper();

  private OperationText() {}

  static String json(Operation operation) {
    ObjectNode line = JSON.createObjectNode();
    line.put("index", operation.index());
    line.put("time", operation.nanos());
    line.put("process", operation.process());
    line.put("type", operation.type().word());
    line.put("f", operation.f());
    line.put("node", operation.node());
    line.set("value", operation.value());
    line.put("error", operation.error());
    return line.toString();
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws UncheckedIOException if it did not
   */
  static Operation ofJson(String line) {
    try {
      JsonNode read = JSON.readTree(line);
      return new Operation(
          read.path("index").asLong(),
          read.path("time").asLong(),
          read.path("process").asInt(),
          Operation.Type.valueOf(read.path("type").asText().toUpperCase(Locale.ROOT)),
          read.path("f").asText(),
          read.path("node").isTextual() ? read.path("node").asText() : null,
          read.path("value"),
          read.path("error").isTextual() ? read.path("error").asText() : null);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String edn(Operation operation) {
    StringBuilder line = new StringBuilder(128);
    line.append("{:index ").append(operation.index());
    line.append(", :time ").append(operation.nanos());
    line.append(", :type :").append(operation.type().word());
    line.append(", :process ");
    line.append(operation.isOfClient() ? Integer.toString(operation.process()) : ":nemesis");
    line.append(", :f :").append(operation.f());
    line.append(", :value ");
    edn(operation.value(), line);
    if (operation.node() != null) {
      line.append(", :node ").append(quoted(operation.node()));
    }
    if (operation.error() != null) {
      line.append(", :error ").append(quoted(operation.error()));
    }
    return line.append('}').toString();
  }

  private static void edn(JsonNode value, StringBuilder to) {
    if (value.isObject()) {
      String separator = "{";
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        to.append(separator).append(':').append(field.getKey()).append(' ');
        edn(field.getValue(), to);
        separator = ", ";
      }
      to.append(value.isEmpty() ? "{}" : "}");
    } else if (value.isArray()) {
      String separator = "[";
      for (JsonNode element : value) {
        to.append(separator);
        edn(element, to);
        separator = " ";
      }
      to.append(value.isEmpty() ? "[]" : "]");
    } else if (value.isTextual()) {
      to.append(quoted(value.asText()));
    } else {
      to.append(value.isNull() || value.isMissingNode() ? "nil" : value.asText());
    }
  }

  /** JSON's quoting is EDN's for what JSON can say. */
  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }
}
