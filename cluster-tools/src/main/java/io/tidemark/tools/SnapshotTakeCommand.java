package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a node take a snapshot. */
@Command(
    name = "take",
    description = {
      "Have a node write a snapshot of its state now, in its own directory, as it does by itself"
          + " from time to time. Its next start then has less of the log to replay.",
      "This is no backup: for that there is 'tidemark snapshot save'. Exit code 6 if one that was"
          + " asked for is still being written."
    },
    footer = {"", "Examples:", "  tidemark snapshot take", "  tidemark snapshot take n2"})
final class SnapshotTakeCommand implements Callable<Integer> {

  /** Longer than a node takes to say that it is not through. */
  private static final int ANSWER_MILLIS_MAX = 75_000;

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(
      paramLabel = "NODE",
      arity = "0..1",
      description = "The name of a member (default: the one that answers).")
  private @Nullable String node;

  @Override
  public Integer call() {
    String member = node;
    if (member == null) {
      ApiResult cluster = client.call(ApiCall.get("/v1/cluster"));
      if (!(cluster instanceof ApiResult.Answered answered) || !answered.succeeded()) {
        return Answers.print(spec, cluster);
      }
      member = json(answered).path("self").asText("");
    }
    ApiCall take =
        ApiCall.change(
                "POST",
                "/v1/cluster/members/%s/snapshot"
                    .formatted(URLEncoder.encode(member, StandardCharsets.UTF_8)),
                "{}")
            .answeredWithin(ANSWER_MILLIS_MAX);
    ApiResult result = client.call(take);
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return Answers.print(spec, result);
    }
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> answered.text();
          case PLAIN -> json(answered).path("index").asText();
          case TABLE -> sentence(json(answered));
        });
    return ExitCode.OK.code();
  }

  private static String sentence(JsonNode snapshot) {
    String which =
        "up to index %s of term %s, %s bytes"
            .formatted(
                snapshot.path("index").asText(),
                snapshot.path("term").asText(),
                snapshot.path("size_bytes").asText());
    String name = snapshot.path("node").asText();
    return snapshot.path("taken").asBoolean()
        ? "%s took a snapshot %s, in %s ms".formatted(name, which, snapshot.path("millis").asText())
        : "%s has applied nothing since its snapshot %s".formatted(name, which);
  }

  private static JsonNode json(ApiResult.Answered answered) {
    try {
      return new JsonMapper().readTree(answered.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("%s did not answer JSON".formatted(answered.endpoint()), e);
    }
  }
}
