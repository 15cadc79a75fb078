package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints all namespaces. */
@Command(
    name = "list",
    description = "Print all namespaces.",
    footer = {
      "",
      "Examples:",
      "  tidemark namespace list",
      "  tidemark namespace list -o plain | cut -f1"
    })
final class NamespaceListCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of("NAME", "KIND", "MODE", "GENERATION", "HIGH-WATER MARK", "FROZEN", "DESCRIPTION");

  private static final int PAGE = 1_000;

  private final JsonMapper mapper = new JsonMapper();

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Override
  public Integer call() throws JsonProcessingException {
    ArrayNode namespaces = mapper.createArrayNode();
    String token = "";
    do {
      ApiResult result = client.call(ApiCall.get(pagePath(token)));
      if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
        return Answers.print(spec, result);
      }
      JsonNode page = mapper.readTree(answered.text());
      page.path("namespaces").forEach(namespaces::add);
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty() && !token.equals("null"));
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> json(namespaces);
          case TABLE -> Columns.aligned(HEADER, rows(namespaces));
          case PLAIN -> Columns.tabbed(rows(namespaces));
        });
    return ExitCode.OK.code();
  }

  private static String pagePath(String token) {
    String path = "%s?limit=%d".formatted(NamespacePath.ALL, PAGE);
    return token.isEmpty()
        ? path
        : path + "&page_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
  }

  private String json(ArrayNode namespaces) throws JsonProcessingException {
    ObjectNode all = mapper.createObjectNode();
    all.set("namespaces", namespaces);
    return mapper.writeValueAsString(all);
  }

  private static List<List<String>> rows(JsonNode namespaces) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode namespace : namespaces) {
      rows.add(
          List.of(
              text(namespace, "name"),
              text(namespace, "kind"),
              text(namespace, "mode"),
              text(namespace, "generation"),
              text(namespace, "high_water_mark"),
              text(namespace, "frozen"),
              text(namespace, "description")));
    }
    return rows;
  }

  private static String text(JsonNode namespace, String field) {
    JsonNode value = namespace.path(field);
    return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
        ? Columns.NOTHING
        : value.asText().replaceAll("\\s", " ");
  }
}
