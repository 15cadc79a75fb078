package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints how every member is. */
@Command(
    name = "status",
    description = "Print how every member is; exit code 5 if one is not well or nobody leads.",
    footer = {
      "",
      "Examples:",
      "  tidemark cluster status",
      "  tidemark cluster status --endpoints http://10.0.0.1:8080 -o json"
    })
final class ClusterStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Override
  public Integer call() throws JsonProcessingException {
    ApiResult result = client.call(ApiCall.get("/v1/cluster"));
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return Answers.print(spec, result);
    }
    JsonNode cluster = new JsonMapper().readTree(answered.text());
    ClusterTable table = ClusterTable.of(cluster);
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> answered.text();
          case TABLE -> table.table();
          case PLAIN -> table.plain();
        });
    List<String> troubles = table.troubles();
    return troubles.isEmpty()
        ? ExitCode.OK.code()
        : Answers.fail(spec, new Failure(ExitCode.UNHEALTHY, troubles));
  }
}
