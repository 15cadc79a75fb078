package io.tidemark.tools;

import io.tidemark.tools.ClusterReading.Told;
import io.tidemark.tools.Finding.Thresholds;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that members keep up. */
@Command(
    name = "lag",
    description =
        "How many committed log entries the slowest member has yet to apply. A member that does not"
            + " answer is a warning.",
    exitCodeOnInvalidInput = Finding.Level.UNKNOWN_CODE,
    exitCodeOnExecutionException = Finding.Level.UNKNOWN_CODE,
    footer = {"", "Example:", "  tidemark check lag --warning 500 --critical 5000"})
final class CheckLagCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = {"-w", "--warning"},
      paramLabel = "ENTRIES",
      defaultValue = "1000",
      description = "Warn above so many entries (default: ${DEFAULT-VALUE}).")
  private double warning;

  @Option(
      names = {"-c", "--critical"},
      paramLabel = "ENTRIES",
      defaultValue = "10000",
      description = "Critical above so many entries (default: ${DEFAULT-VALUE}).")
  private double critical;

  @Override
  public Integer call() {
    Thresholds thresholds = Checks.thresholds(spec, warning, critical);
    Told lag = new Told("", "", member -> ClusterReading.number(member, "lag"));
    return ClusterReading.judged(
            "lag",
            client,
            reading ->
                reading.each(
                    "lag",
                    thresholds,
                    List.of(lag),
                    worst ->
                        "the largest lag is %s, of %s"
                            .formatted(Finding.plain(worst.value()), worst.label())))
        .print(spec, client);
  }
}
