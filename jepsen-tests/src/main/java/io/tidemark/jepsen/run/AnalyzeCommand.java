package io.tidemark.jepsen.run;

import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code analyze}: what the checkers of today say of histories that are there. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = {
      "Judge runs once more by their histories, with the checkers of today.",
      "Exit code 0: every checker finds every run valid, and runs of 'release' measured what is",
      "demanded of them; 1: not so."
    },
    footer = {"", "Example:", "  tidemark-jepsen analyze jepsen-tests/target/store/2026*"})
public final class AnalyzeCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
  private List<Path> runs = List.of();

  @Override
  public Integer call() throws IOException {
    ReleaseTable table = new ReleaseTable();
    boolean passed = true;
    for (Path run : runs) {
      Path directory = run.toAbsolutePath().normalize();
      List<Verdict> verdicts;
      try {
        verdicts = Judgement.passAgain(directory);
      } catch (IOException e) {
        System.err.println(e.getMessage());
        return 2;
      }
      Report.write(directory.resolve("..").normalize(), directory);
      verdicts.forEach(
          verdict ->
              System.out.printf(
                  "%s  %s %s%n", directory.getFileName(), verdict.checker(), verdict.validity()));
      passed &= verdicts.stream().allMatch(Verdict::isValid);
      Optional<ReleaseRun> release = releaseIn(directory);
      if (release.isPresent()) {
        table.add(release.get(), Judgement.seed(directory), verdicts);
        passed &= release.get().isMet(verdicts);
      }
    }
    System.out.println(table.markdown());
    return passed ? 0 : 1;
  }

  /** A folder's name ends with what the run was. */
  private static Optional<ReleaseRun> releaseIn(Path directory) {
    String name = directory.getFileName().toString();
    return ReleaseRun.all().stream()
        .filter(run -> name.endsWith(ReleaseRun.FOLDER + run.name()))
        .findFirst();
  }
}
