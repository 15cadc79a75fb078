package io.tidemark.tools;

import io.tidemark.tools.Finding.Level;
import io.tidemark.tools.Finding.Measure;
import io.tidemark.tools.Finding.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that processes work. */
@Command(
    name = "liveness",
    description =
        "Whether the process behind each endpoint works; needs no quorum. With one endpoint, one"
            + " that does not is critical.",
    exitCodeOnInvalidInput = Finding.Level.UNKNOWN_CODE,
    exitCodeOnExecutionException = Finding.Level.UNKNOWN_CODE,
    footer = {"", "Example:", "  tidemark check liveness --endpoints http://10.0.0.1:8080"})
final class CheckLivenessCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = {"-w", "--warning"},
      paramLabel = "NODES",
      defaultValue = "0",
      description = "Warn above so many nodes that do not work (default: ${DEFAULT-VALUE}).")
  private int warning;

  @Option(
      names = {"-c", "--critical"},
      paramLabel = "NODES",
      description =
          "Critical above so many nodes that do not work (default: one less than endpoints).")
  private @Nullable Integer critical;

  @Override
  public Integer call() {
    List<Endpoint> endpoints = client.endpoints();
    int most = critical == null ? endpoints.size() - 1 : critical;
    Thresholds thresholds = Checks.thresholds(spec, Math.min(warning, most), most);
    List<String> dead = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      if (!isLive(endpoint)) {
        dead.add(endpoint.toString());
      }
    }
    Level level = thresholds.of(dead.size());
    String summary =
        dead.isEmpty()
            ? "%d of %d live".formatted(endpoints.size(), endpoints.size())
            : "%d of %d live, not %s"
                .formatted(
                    endpoints.size() - dead.size(), endpoints.size(), String.join(", ", dead));
    return new Finding(
            "liveness", level, summary, List.of(new Measure("dead", dead.size(), "", thresholds)))
        .print(spec, client);
  }

  private static boolean isLive(Endpoint endpoint) {
    ApiResult result = new ApiClient(List.of(endpoint)).call(ApiCall.get("/health/liveness"));
    return result instanceof ApiResult.Answered answered && answered.succeeded();
  }
}
