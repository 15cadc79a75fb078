package io.tidemark.jepsen.run;

import io.tidemark.jepsen.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code report}: the pages of all runs once more. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Write the pages of all runs once more, and the page over them.",
    footer = {"", "Example:", "  tidemark-jepsen report"})
public final class ReportCommand implements Callable<Integer> {

  @Mixin private Store store = new Store();

  @Override
  public Integer call() throws IOException {
    Path all = store.directory();
    List<Path> runs;
    try (Stream<Path> below = Files.list(all)) {
      runs = below.filter(run -> Files.exists(run.resolve("results.json"))).toList();
    }
    for (Path run : runs) {
      Report.write(all, run);
    }
    System.out.println(all.resolve("index.html"));
    return 0;
  }
}
