package io.tidemark.jepsen.run;

import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.nemesis.Fault;
import io.tidemark.jepsen.nemesis.Faults;
import io.tidemark.jepsen.os.Machine;
import io.tidemark.jepsen.report.Report;
import io.tidemark.jepsen.workload.Workload;
import io.tidemark.jepsen.workload.Workloads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code test}: one workload, some faults. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Run one workload while faults strike, and judge what happened.",
      "Exit code 0: every checker says that it is valid; 1: one doesn't, or can't tell."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark-jepsen test --workload monotonic --faults isolate-leader --time 60",
      "  tidemark-jepsen test --workload all --faults mix --time 3600 --seed 42"
    })
public final class TestCommand implements Callable<Integer> {
  @Option(
      names = "--workload",
      defaultValue = "all",
      paramLabel = "NAME",
      description =
          "unique-ids, monotonic, namespaces, ranges, all (of these), membership or backup-restore"
              + " (default: ${DEFAULT-VALUE}).")
  private String workload = "all";

  @Option(
      names = "--faults",
      split = ",",
      defaultValue = "mix",
      paramLabel = "NAME",
      description = "Faults to draw from; 'mix' for all that the cluster can be hurt by, 'none'.")
  private List<String> faults = List.of();

  @Option(names = "--in-order", description = "Take the faults in turn instead of drawing them.")
  private boolean inOrder;

  @Option(
      names = "--faults-max",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "End after so many faults.")
  private int faultsMax;

  @Option(
      names = "--calm",
      defaultValue = "2",
      paramLabel = "SECONDS",
      description =
          "How long the cluster is whole before each fault, at least; up to 3 s more are drawn"
              + " (default: ${DEFAULT-VALUE}).")
  private long calm;

  @Option(
      names = "--time",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "No fault begins later (default: ${DEFAULT-VALUE}).")
  private long seconds;

  @Option(
      names = "--nodes",
      defaultValue = "3",
      paramLabel = "N",
      description = "3 or 5 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--clients",
      defaultValue = "4",
      paramLabel = "N",
      description = "Clients of each node (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--rate",
      defaultValue = "10",
      paramLabel = "HZ",
      description = "Calls per second of each client (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws everything random again as the run did that printed this seed.")
  private @Nullable Long seed;

  @Mixin private Distribution distribution = new Distribution();
  @Mixin private Store store = new Store();

  @Override
  public Integer call() throws IOException {
    List<String> missing = distribution.missing();
    if (!missing.isEmpty()) {
      missing.forEach(what -> System.err.println("missing: " + what));
      return 2;
    }
    long drawn = seed == null ? System.nanoTime() : seed;
    TestPlan plan =
        new TestPlan(
            workload,
            faults(faults, workload, nodes),
            inOrder,
            faultsMax,
            Duration.ofSeconds(calm),
            Duration.ofSeconds(seconds),
            nodes,
            clients,
            rate,
            drawn,
            distribution.directory(),
            null);
    Path directory = store.newRun(workload + "-" + plan.faultsText());
    System.out.printf("%s, %s, seed %d, in %s%n", workload, plan.faultsText(), drawn, directory);
    List<Verdict> verdicts = TestRun.run(plan, directory);
    verdicts.forEach(TestCommand::print);
    Report.write(store.directory(), directory);
    boolean valid = verdicts.stream().allMatch(Verdict::isValid);
    System.out.println(valid ? "Everything looks good!" : "Analysis invalid! Seed " + drawn);
    return valid ? 0 : 1;
  }

  /** The faults of these names, or all that the workload bears on so many nodes. */
  static List<Fault> faults(List<String> names, String workload, int nodes) {
    if (names.equals(List.of("none"))) {
      return List.of();
    }
    if (names.equals(List.of("mix"))) {
      Workload bearer = Workloads.of(workload);
      return Faults.all().stream()
          .filter(fault -> nodes >= 5 || fault.need() != Fault.Need.FIVE)
          .filter(fault -> fault.need() != Fault.Need.POWER || Machine.hasCompiler())
          .filter(fault -> bearer.bears(fault.need()))
          .toList();
    }
    return names.stream().map(Faults::of).toList();
  }

  private static void print(Verdict verdict) {
    String figures =
        verdict.figures().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getKey() + "=" + text(e.getValue()))
            .collect(Collectors.joining(" "));
    System.out.printf(
        "%-8s %-14s %s%n",
        verdict.validity().name().toLowerCase(Locale.ROOT), verdict.checker(), figures);
    verdict.violations().forEach(violation -> System.out.println("           " + violation));
  }

  private static String text(Number figure) {
    return figure instanceof Double
        ? String.format(Locale.ROOT, "%.1f", figure.doubleValue())
        : figure.toString();
  }
}
