package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node that a bundle is gathered from.
 *
 * @param name its endpoint if its name is not known
 * @param endpoint where to ask it; null if nobody knows
 * @param trouble why it can't be asked; empty if it can
 */
record DebugSource(String name, @Nullable Endpoint endpoint, String trouble) {

  /** The files of each node, and what they are the answer of. */
  private static final Map<String, ApiCall> FILES = files();

  private static Map<String, ApiCall> files() {
    Map<String, ApiCall> files = new LinkedHashMap<>();
    files.put("cluster.json", ApiCall.get("/v1/cluster"));
    files.put("version.json", ApiCall.get("/version"));
    files.put("health.json", ApiCall.get("/health"));
    files.put("config.json", ApiCall.get("/v1/cluster/debug/config"));
    files.put("metrics.txt", text("/metrics"));
    files.put("threads.txt", text("/v1/cluster/debug/threads"));
    files.put("log.txt", text("/v1/cluster/debug/log"));
    return files;
  }

  private static ApiCall text(String path) {
    return new ApiCall("GET", path, null, "text/plain", true);
  }

  boolean isReachable() {
    return trouble.isEmpty();
  }

  /**
   * All nodes that the given endpoints lead to. One that answers at an endpoint is asked there; any
   * other where it serves HTTP as the members say.
   */
  static List<DebugSource> all(List<Endpoint> endpoints) {
    Map<String, DebugSource> byName = new LinkedHashMap<>();
    List<DebugSource> silent = new ArrayList<>();
    List<JsonNode> views = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      DebugSource source = at(endpoint, views);
      if (source.isReachable()) {
        byName.putIfAbsent(source.name(), source);
      } else {
        silent.add(source);
      }
    }
    for (JsonNode view : views) {
      for (JsonNode member : view.path("members")) {
        byName.computeIfAbsent(member.path("name").asText(), name -> told(name, member));
      }
    }
    // A member behind a silent endpoint is known by its name, once any other answers.
    return views.isEmpty() ? silent : List.copyOf(byName.values());
  }

  private static DebugSource at(Endpoint endpoint, List<JsonNode> views) {
    ApiResult result = new ApiClient(List.of(endpoint)).call(ApiCall.get("/v1/cluster"));
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return new DebugSource(endpoint.toString(), endpoint, result.why());
    }
    try {
      JsonNode view = new JsonMapper().readTree(answered.text());
      views.add(view);
      return new DebugSource(view.path("self").asText(endpoint.toString()), endpoint, "");
    } catch (JsonProcessingException e) {
      return new DebugSource(endpoint.toString(), endpoint, endpoint + " did not answer JSON");
    }
  }

  private static DebugSource told(String name, JsonNode member) {
    String address = member.path("http_address").asText("");
    if (address.isEmpty() || member.path("http_address").isNull()) {
      return new DebugSource(name, null, "it does not answer the other members");
    }
    try {
      Endpoint endpoint = Endpoint.parse(address);
      ApiResult result = new ApiClient(List.of(endpoint)).call(ApiCall.get("/version"));
      return new DebugSource(
          name, endpoint, result instanceof ApiResult.Answered ? "" : result.why());
    } catch (IllegalArgumentException e) {
      return new DebugSource(name, null, String.valueOf(e.getMessage()));
    }
  }

  /** Adds what this node tells, a file each; what it does not tell is noted. */
  void copyTo(DebugArchive archive, DebugManifest manifest) throws IOException {
    Endpoint asked = endpoint;
    ObjectNode node =
        manifest.node(name, asked == null ? "" : asked.toString(), isReachable(), trouble);
    if (asked == null || !isReachable()) {
      return;
    }
    for (Map.Entry<String, ApiCall> file : FILES.entrySet()) {
      ObjectNode noted = node.withArray("files").addObject().put("name", file.getKey());
      // A health of 503 is an answer, too.
      ApiResult result = new ApiClient(List.of(asked)).call(file.getValue());
      if (result instanceof ApiResult.Answered answered) {
        noted.put("status", answered.status());
        archive.add(name + "/" + file.getKey(), answered.text());
      } else {
        noted.put("trouble", result.why());
      }
    }
  }
}
