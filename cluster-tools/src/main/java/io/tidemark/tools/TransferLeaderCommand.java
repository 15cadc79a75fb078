package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes another node the leader. */
@Command(
    name = "transfer-leader",
    description = "Make another node the leader.",
    footer = {
      "",
      "Examples:",
      "  tidemark cluster transfer-leader",
      "  tidemark cluster transfer-leader n2"
    })
final class TransferLeaderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(
      arity = "0..1",
      paramLabel = "NODE",
      description = "Who is to lead (default: the one that holds most of the log).")
  private @Nullable String node;

  @Override
  public Integer call() throws JsonProcessingException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode body = mapper.createObjectNode();
    if (node != null) {
      body.put("to", node);
    }
    // Whoever leads by then hands over; asked twice without a name, it may pass on twice.
    ApiResult result =
        client.call(
            new ApiCall(
                "POST",
                "/v1/cluster/transfer-leader",
                body.toString(),
                "application/json",
                node != null));
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return Answers.print(spec, result);
    }
    JsonNode transfer = mapper.readTree(answered.text());
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> answered.text();
          case PLAIN -> transfer.path("leader").asText();
          case TABLE ->
              "%s leads, after %s"
                  .formatted(
                      transfer.path("leader").asText(),
                      transfer.path("from").asText(Columns.NOTHING));
        });
    return ExitCode.OK.code();
  }
}
