package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Prints an answer that is one JSON object, a line per field. */
final class Fields {

  private Fields() {}

  /** Prints the fields of a success, or why there is none; returns the exit code. */
  static int print(CommandSpec spec, ClientOptions client, ApiResult result) {
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return Answers.print(spec, result);
    }
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> answered.text();
          case TABLE -> Columns.aligned(List.of("FIELD", "VALUE"), rows(answered));
          case PLAIN -> Columns.tabbed(rows(answered));
        });
    return ExitCode.OK.code();
  }

  private static List<List<String>> rows(ApiResult.Answered answered) {
    List<List<String>> rows = new ArrayList<>();
    try {
      for (Map.Entry<String, JsonNode> field :
          new JsonMapper().readTree(answered.text()).properties()) {
        rows.add(List.of(field.getKey(), text(field.getValue())));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("%s did not answer JSON".formatted(answered.endpoint()), e);
    }
    return rows;
  }

  private static String text(JsonNode value) {
    boolean nothing = value.isNull() || (value.isTextual() && value.asText().isEmpty());
    if (nothing) {
      return Columns.NOTHING;
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
