package io.tidemark.tools;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.tools.ClusterReading.Told;
import io.tidemark.tools.Finding.Thresholds;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks that clocks agree. */
@Command(
    name = "clock",
    description =
        "How far the clock of each member is off the middle of all, ahead or behind. Nodes far off"
            + " are refused time windows. A member that does not answer is a warning.",
    exitCodeOnInvalidInput = Finding.Level.UNKNOWN_CODE,
    exitCodeOnExecutionException = Finding.Level.UNKNOWN_CODE,
    footer = {"", "Example:", "  tidemark check clock --warning 250 --critical 5000"})
final class CheckClockCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = {"-w", "--warning"},
      paramLabel = "MILLIS",
      defaultValue = "1000",
      description = "Warn above so many milliseconds (default: ${DEFAULT-VALUE}).")
  private double warning;

  @Option(
      names = {"-c", "--critical"},
      paramLabel = "MILLIS",
      defaultValue = "10000",
      description = "Critical above so many milliseconds (default: ${DEFAULT-VALUE}).")
  private double critical;

  @Override
  public Integer call() {
    Thresholds thresholds = Checks.thresholds(spec, warning, critical);
    Told offset = new Told("", "ms", CheckClockCommand::offsetMillis);
    return ClusterReading.judged(
            "clock",
            client,
            reading ->
                reading.each(
                    "clock",
                    thresholds,
                    List.of(offset),
                    worst ->
                        "%s is the farthest off, by %s ms"
                            .formatted(worst.label(), Finding.plain(worst.value()))))
        .print(spec, client);
  }

  private static double offsetMillis(JsonNode member) {
    JsonNode offset = member.path("clock_offset_millis");
    return offset.isNumber() ? Math.abs(offset.asDouble()) : -1;
  }
}
