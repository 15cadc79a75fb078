package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A node that is to go off duty, or to come back.
 *
 * @param verb of the path
 * @param body of the call
 */
record DutyChange(String node, String verb, String body) {

  /**
   * @param force also if no other voter serves
   */
  static DutyChange drain(String node, boolean force) {
    return new DutyChange(node, "drain", force ? "{\"force\":true}" : "{}");
  }

  static DutyChange undrain(String node) {
    return new DutyChange(node, "undrain", "{}");
  }

  /** Asks for it, prints what came of it, and returns the exit code. */
  int make(CommandSpec spec, ClientOptions client) {
    String path =
        "/v1/cluster/members/%s/%s"
            .formatted(URLEncoder.encode(node, StandardCharsets.UTF_8), verb);
    // A node that is drained already is drained once more without harm.
    ApiResult result = client.call(new ApiCall("POST", path, body, "application/json", true));
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return Answers.print(spec, result);
    }
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> answered.text();
          case PLAIN -> node;
          case TABLE -> sentence(answered);
        });
    return ExitCode.OK.code();
  }

  private String sentence(ApiResult.Answered answered) {
    JsonNode change;
    try {
      change = new JsonMapper().readTree(answered.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("%s did not answer JSON".formatted(answered.endpoint()), e);
    }
    String detail = change.path("detail").asText("");
    boolean clean = detail.isEmpty() || change.path("detail").isNull();
    String leader = change.path("leader").asText(Columns.NOTHING);
    return change.path("draining").asBoolean()
        ? "%s is drained%s; the leader is %s"
            .formatted(node, clean ? "" : ", but " + detail, leader)
        : "%s serves again; the leader is %s".formatted(node, leader);
  }
}
