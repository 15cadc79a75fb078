package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows that entries can be committed. */
@Command(
    name = "health",
    description = {
      "Commit an entry that changes nothing, and print how long it took.",
      "Exit code 5 if no majority commits it."
    },
    footer = {"", "Example:", "  tidemark cluster health"})
final class ClusterHealthCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Override
  public Integer call() throws JsonProcessingException {
    // Once more changes nothing more.
    ApiResult result =
        client.call(new ApiCall("POST", "/v1/cluster/commit", "{}", "application/json", true));
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return Answers.print(spec, result);
    }
    JsonNode commit = new JsonMapper().readTree(answered.text());
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> answered.text();
          case PLAIN -> commit.path("millis").asText();
          case TABLE ->
              "healthy: committed in %s ms at index %s of term %s; the leader is %s"
                  .formatted(
                      commit.path("millis").asText(),
                      commit.path("index").asText(),
                      commit.path("term").asText(),
                      commit.path("leader").asText());
        });
    return ExitCode.OK.code();
  }
}
