package io.tidemark.tools;

import io.tidemark.snapshot.BrokenSnapshotException;
import io.tidemark.snapshot.SnapshotFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a backup is, without a cluster. */
@Command(
    name = "status",
    description = "Check all of a backup file and tell what it is; needs no cluster.",
    footer = {"", "Example:", "  tidemark snapshot status /backups/tidemark-2026-11-22.snapshot"})
final class SnapshotStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES} (default: table).")
  private ClientOptions.Output output = ClientOptions.Output.TABLE;

  @Override
  public Integer call() {
    try {
      SnapshotText text =
          new SnapshotText(file, SnapshotFile.inspect(file), InstantSource.system());
      Answers.print(spec, output == ClientOptions.Output.JSON ? text.json() : text.table());
      return ExitCode.OK.code();
    } catch (BrokenSnapshotException e) {
      return fail("%s %s".formatted(file, e.found()));
    } catch (UncheckedIOException e) {
      return fail(String.valueOf(e.getMessage()));
    }
  }

  private int fail(String line) {
    return Answers.fail(spec, Failure.of(ExitCode.FAILED, line));
  }
}
