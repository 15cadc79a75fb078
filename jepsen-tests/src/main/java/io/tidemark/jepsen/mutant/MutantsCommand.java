package io.tidemark.jepsen.mutant;

import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.nemesis.Faults;
import io.tidemark.jepsen.run.Distribution;
import io.tidemark.jepsen.run.Store;
import io.tidemark.jepsen.run.TestPlan;
import io.tidemark.jepsen.run.TestRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mutants}: broken builds must be caught. */
@Command(
    name = "mutants",
    mixinStandardHelpOptions = true,
    description = {
      "Run builds that are broken on purpose, and see that each is caught by the checker that"
          + " should.",
      "Exit code 0: all were caught; 1: one was not."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark-jepsen mutants --quick",
      "  tidemark-jepsen mutants both-ends-of-a-half-open-range"
    })
public final class MutantsCommand implements Callable<Integer> {
  private static final Duration CALM = Duration.ofSeconds(15);
  private static final Duration HURT = Duration.ofMinutes(3);
  private static final int SESSIONS = 4;
  private static final double RATE = 20;

  @Parameters(paramLabel = "NAME", description = "Which ones (default: all).", arity = "0..*")
  private List<String> names = List.of();

  @Option(names = "--quick", description = "Only those that show without a fault.")
  private boolean quick;

  @Mixin private Distribution distribution = new Distribution();
  @Mixin private Store store = new Store();

  @Option(
      names = "--sources",
      paramLabel = "DIR",
      defaultValue = "${sys:tidemark.root}",
      description = "The checkout that it was built from.")
  private Path root = Path.of("");

  @Override
  public Integer call() throws IOException {
    List<String> missing = distribution.missing();
    if (!missing.isEmpty()) {
      missing.forEach(what -> System.err.println("missing: " + what));
      return 2;
    }
    List<Mutant> chosen =
        Mutants.all().stream()
            .filter(mutant -> names.isEmpty() || names.contains(mutant.name()))
            .filter(mutant -> !quick || mutant.quick())
            .toList();
    if (chosen.isEmpty() || (!names.isEmpty() && chosen.size() < names.size())) {
      System.err.println(
          "there are " + String.join(", ", Mutants.all().stream().map(Mutant::name).toList()));
      return 2;
    }
    List<String> missed = new ArrayList<>();
    for (Mutant mutant : chosen) {
      if (!isCaught(mutant)) {
        missed.add(mutant.name());
      }
    }
    System.out.printf(
        "MEASURED mutants_caught=%d of %d%n", chosen.size() - missed.size(), chosen.size());
    missed.forEach(name -> System.out.println("NOT CAUGHT: " + name));
    return missed.isEmpty() ? 0 : 1;
  }

  private boolean isCaught(Mutant mutant) throws IOException {
    Path directory = store.newRun("mutant-" + mutant.name());
    Path classes =
        MutantBuild.compile(mutant, root, distribution.directory(), directory.resolve("mutant"));
    long seed = System.nanoTime();
    TestPlan plan =
        new TestPlan(
            mutant.workload(),
            mutant.faults().stream().map(Faults::of).toList(),
            true,
            Math.max(1, mutant.faults().size()),
            TestPlan.USUAL_CALM,
            mutant.faults().isEmpty() ? CALM : HURT,
            3,
            SESSIONS,
            RATE,
            seed,
            distribution.directory(),
            classes);
    List<Verdict> verdicts = TestRun.run(plan, directory);
    List<String> by =
        verdicts.stream()
            .filter(verdict -> verdict.validity() == Verdict.Validity.INVALID)
            .map(Verdict::checker)
            .toList();
    System.out.printf("%-40s invalid: %s (seed %d)%n", mutant.name(), by, seed);
    verdicts.stream()
        .filter(verdict -> verdict.checker().equals(mutant.caughtBy()))
        .flatMap(verdict -> verdict.violations().stream().limit(1))
        .forEach(violation -> System.out.println("    " + violation));
    return by.contains(mutant.caughtBy());
  }
}
