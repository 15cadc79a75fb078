package io.tidemark.tools;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.tools.ClusterReading.Told;
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

/** Checks that there is room. */
@Command(
    name = "disk",
    description = {
      "How full the disk of each data directory is, how much of the live store's map is used, and"
          + " how near the replicated state is to the size from which it refuses to grow.",
      "A member that does not answer is a warning."
    },
    exitCodeOnInvalidInput = Finding.Level.UNKNOWN_CODE,
    exitCodeOnExecutionException = Finding.Level.UNKNOWN_CODE,
    footer = {"", "Example:", "  tidemark check disk --warning 70 --critical 85"})
final class CheckDiskCommand implements Callable<Integer> {

  /** From this share of its largest size on, the replicated state refuses to grow. */
  private static final double GROWTH_END_SHARE = 0.8;

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = {"-w", "--warning"},
      paramLabel = "PERCENT",
      defaultValue = "80",
      description = "Warn above so many percent used (default: ${DEFAULT-VALUE}).")
  private double warning;

  @Option(
      names = {"-c", "--critical"},
      paramLabel = "PERCENT",
      defaultValue = "90",
      description = "Critical above so many percent used (default: ${DEFAULT-VALUE}).")
  private double critical;

  @Override
  public Integer call() {
    Thresholds thresholds = Checks.thresholds(spec, warning, critical);
    return ClusterReading.judged("disk", client, reading -> judge(reading, thresholds))
        .print(spec, client);
  }

  private static Finding judge(ClusterReading reading, Thresholds thresholds) {
    List<Measure> measures = new ArrayList<>();
    double rows = rowsPercent(reading.cluster());
    if (rows >= 0) {
      measures.add(new Measure("rows", rows, "%", thresholds));
    }
    return reading.each(
        "disk",
        thresholds,
        List.of(
            new Told("_disk", "%", CheckDiskCommand::diskPercent),
            new Told("_map", "%", CheckDiskCommand::mapPercent)),
        measures,
        worst ->
            "%s is the fullest, %s %% used".formatted(worst.label(), Finding.plain(worst.value())));
  }

  private static double rowsPercent(JsonNode cluster) {
    return percent(
        ClusterReading.number(cluster, "rows"),
        ClusterReading.number(cluster, "rows_max") * GROWTH_END_SHARE);
  }

  private static double diskPercent(JsonNode member) {
    double total = ClusterReading.number(member, "disk_total_bytes");
    double usable = ClusterReading.number(member, "disk_usable_bytes");
    return usable < 0 ? -1 : percent(total - usable, total);
  }

  private static double mapPercent(JsonNode member) {
    return percent(
        ClusterReading.number(member, "map_used_bytes"),
        ClusterReading.number(member, "map_bytes"));
  }

  private static double percent(double part, double whole) {
    return part < 0 || whole <= 0 ? -1 : part / whole * 100;
  }
}
