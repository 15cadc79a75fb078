package io.tidemark.tools;

import io.tidemark.snapshot.BrokenSnapshotException;
import io.tidemark.snapshot.SnapshotContent;
import io.tidemark.snapshot.SnapshotFile;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Saves a backup of a running cluster. */
@Command(
    name = "save",
    description = {
      "Save a backup of the whole cluster to a file, from any node.",
      "Everything that was acknowledged before is in it. The file has its name only once it is"
          + " whole and its checksum was compared."
    },
    footer = {"", "Example:", "  tidemark snapshot save /backups/tidemark-2026-11-22.snapshot"})
final class SnapshotSaveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(paramLabel = "FILE", description = "Where the backup goes.")
  private Path file = Path.of("");

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Override
  public Integer call() throws IOException {
    if (Files.exists(file) && !force) {
      return fail(ExitCode.FAILED, "%s exists; give --force to replace it".formatted(file));
    }
    SnapshotDownload download = new SnapshotDownload(client.endpoints(), progress());
    return switch (download.to(file)) {
      case SnapshotDownload.Result.Saved(Path temporary) -> finish(temporary);
      case SnapshotDownload.Result.Failed(Failure failure) -> Answers.fail(spec, failure);
    };
  }

  private int finish(Path temporary) throws IOException {
    SnapshotContent content;
    try {
      content = SnapshotFile.inspect(temporary);
      SnapshotDownload.publish(temporary, file);
    } catch (BrokenSnapshotException e) {
      return fail(ExitCode.FAILED, "what the node sent " + e.found());
    } catch (UncheckedIOException | IOException e) {
      return fail(ExitCode.FAILED, "%s can't be written: %s".formatted(file, e.getMessage()));
    } finally {
      Files.deleteIfExists(temporary);
    }
    SnapshotText text = new SnapshotText(file, content, InstantSource.system());
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> text.json();
          case PLAIN -> file.toString();
          case TABLE ->
              "saved %s: %d bytes, cluster %s at index %d"
                  .formatted(
                      file,
                      content.summary().sizeBytes(),
                      content.summary().clusterId(),
                      content.summary().applied().index());
        });
    return ExitCode.OK.code();
  }

  /** A line that is written over, for somebody who sits there. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits at a terminal.
  private LongConsumer progress() {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      return bytes -> {};
    }
    return bytes -> {
      spec.commandLine().getErr().print("\r%d MiB ".formatted(bytes >> 20));
      spec.commandLine().getErr().flush();
    };
  }

  private int fail(ExitCode code, String line) {
    return Answers.fail(spec, new Failure(code, List.of(line)));
  }
}
