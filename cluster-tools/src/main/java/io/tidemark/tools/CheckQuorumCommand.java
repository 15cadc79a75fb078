package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.tools.Finding.Level;
import io.tidemark.tools.Finding.Measure;
import io.tidemark.tools.Finding.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that a majority works. */
@Command(
    name = "quorum",
    description = {
      "Commit an entry that changes nothing, and look which voters answer. Critical if no majority"
          + " commits it; a warning if a voter does not answer.",
      "The thresholds are for the time that the commit takes."
    },
    exitCodeOnInvalidInput = Finding.Level.UNKNOWN_CODE,
    exitCodeOnExecutionException = Finding.Level.UNKNOWN_CODE,
    footer = {"", "Example:", "  tidemark check quorum --warning 100 --critical 1000"})
final class CheckQuorumCommand implements Callable<Integer> {
  private static final String CHECK = "quorum";

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = {"-w", "--warning"},
      paramLabel = "MILLIS",
      defaultValue = "500",
      description = "Warn if a commit takes more milliseconds (default: ${DEFAULT-VALUE}).")
  private double warning;

  @Option(
      names = {"-c", "--critical"},
      paramLabel = "MILLIS",
      defaultValue = "1500",
      description = "Critical if a commit takes more milliseconds (default: ${DEFAULT-VALUE}).")
  private double critical;

  @Override
  public Integer call() {
    Thresholds thresholds = Checks.thresholds(spec, warning, critical);
    return ClusterReading.judged(CHECK, client, reading -> committed(reading, thresholds))
        .print(spec, client);
  }

  private Finding committed(ClusterReading reading, Thresholds thresholds) {
    List<String> silent = new ArrayList<>();
    int voters = 0;
    for (JsonNode member : reading.cluster().path("members")) {
      if (member.path("role").asText().equals("voter")) {
        voters++;
        if (!member.path("state").asText().equals("up")) {
          silent.add(member.path("name").asText());
        }
      }
    }
    String answering =
        "%d of %d voters answer%s"
            .formatted(
                voters - silent.size(),
                voters,
                silent.isEmpty() ? "" : ", not " + String.join(", ", silent));
    // Once more changes nothing more.
    ApiResult result =
        client.call(new ApiCall("POST", "/v1/cluster/commit", "{}", "application/json", true));
    if (!(result instanceof ApiResult.Answered answered) || !answered.succeeded()) {
      return new Finding(
          CHECK,
          Level.CRITICAL,
          "no majority commits: " + result.why() + "; " + answering,
          List.of());
    }
    Measure millis = new Measure("commit", millis(answered), "ms", thresholds);
    return new Finding(
        CHECK,
        thresholds.of(millis.value()).or(silent.isEmpty() ? Level.OK : Level.WARNING),
        "committed in %s ms; %s".formatted(Finding.plain(millis.value()), answering),
        List.of(millis));
  }

  private static double millis(ApiResult.Answered answered) {
    try {
      return new JsonMapper().readTree(answered.text()).path("millis").asDouble();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("%s did not answer JSON".formatted(answered.endpoint()), e);
    }
  }
}
