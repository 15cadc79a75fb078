package io.tidemark.jepsen;

import io.tidemark.jepsen.mutant.MutantsCommand;
import io.tidemark.jepsen.run.AnalyzeCommand;
import io.tidemark.jepsen.run.RegressionsCommand;
import io.tidemark.jepsen.run.ReleaseCommand;
import io.tidemark.jepsen.run.ReportCommand;
import io.tidemark.jepsen.run.TestCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Breaks real clusters and judges what they did. */
@Command(
    name = "tidemark-jepsen",
    mixinStandardHelpOptions = true,
    description = "Break a real cluster, and prove that no ID repeats.",
    subcommands = {
      TestCommand.class,
      RegressionsCommand.class,
      ReleaseCommand.class,
      MutantsCommand.class,
      AnalyzeCommand.class,
      ReportCommand.class
    })
public final class Jepsen {

  private Jepsen() {}

  /** Runs the command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Jepsen()).execute(arguments));
  }
}
