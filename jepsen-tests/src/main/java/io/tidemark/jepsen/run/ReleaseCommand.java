package io.tidemark.jepsen.run;

import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.report.Report;
import io.tidemark.jepsen.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code release}: the long runs, and what each must show. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = {
      "Run what a release must pass: hours in all, on a machine that does nothing else.",
      "Prints a table in Markdown after each run, and keeps it in the folder of all runs.",
      "Exit code 0: every figure is as demanded and every checker finds it valid; 1: not so."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark-jepsen release",
      "  tidemark-jepsen release leader-kill all-kill",
      "  tidemark-jepsen release mix --minutes 2"
    })
public final class ReleaseCommand implements Callable<Integer> {
  private static final int NODES = 3;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description =
          "leader-kill, follower-kill, all-kill, isolation, stuck-connections, pause-70s,"
              + " clocks, corruption, disk-full, power-cut, snapshots, mix (default: all).")
  private List<String> names = List.of();

  @Option(
      names = "--faults-max",
      paramLabel = "N",
      description = "Try it out: end each after so many faults. What is demanded stays.")
  private @Nullable Integer faultsMax;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "Try it out: end each after so long. What is demanded stays.")
  private @Nullable Integer minutes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws everything random again as the run did that printed this seed.")
  private @Nullable Long seed;

  @Mixin private Distribution distribution = new Distribution();
  @Mixin private Store store = new Store();

  @Override
  public Integer call() throws IOException {
    List<ReleaseRun> chosen =
        ReleaseRun.all().stream()
            .filter(run -> names.isEmpty() || names.contains(run.name()))
            .toList();
    if (chosen.isEmpty() || (!names.isEmpty() && chosen.size() < names.size())) {
      System.err.println(
          "there are "
              + String.join(", ", ReleaseRun.all().stream().map(ReleaseRun::name).toList()));
      return 2;
    }
    List<String> missing = distribution.missing();
    if (!missing.isEmpty()) {
      missing.forEach(what -> System.err.println("missing: " + what));
      return 2;
    }
    ReleaseTable table = new ReleaseTable();
    Path file = store.newRun("release.md");
    boolean passed = true;
    for (ReleaseRun run : chosen) {
      passed &= isPassed(run, table);
      Files.writeString(file, table.markdown());
      System.out.println(table.markdown());
    }
    System.out.println(file);
    return passed ? 0 : 1;
  }

  private boolean isPassed(ReleaseRun run, ReleaseTable table) throws IOException {
    long drawn = seed == null ? System.nanoTime() : seed;
    Path directory = store.newRun(ReleaseRun.FOLDER + run.name());
    System.out.printf("%s, seed %d, in %s%n", run.name(), drawn, directory);
    TestPlan plan =
        new TestPlan(
            Workloads.ALL,
            TestCommand.faults(run.faults(), Workloads.ALL, NODES),
            !run.faults().equals(List.of("mix")),
            faultsMax == null ? run.faultsMax() : faultsMax,
            run.calm(),
            Duration.ofMinutes(minutes == null ? run.minutesMax() : minutes),
            NODES,
            run.clients(),
            run.rate(),
            drawn,
            distribution.directory(),
            null);
    List<Verdict> verdicts = TestRun.run(plan, directory);
    Report.write(store.directory(), directory);
    table.add(run, drawn, verdicts);
    return verdicts.stream().allMatch(Verdict::isValid) && run.isMet(verdicts);
  }
}
