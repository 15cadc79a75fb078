package io.tidemark.jepsen.run;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import picocli.CommandLine.Option;

/** Options of all commands: where runs leave what they found. */
public final class Store {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");

  @Option(
      names = "--store",
      paramLabel = "DIR",
      defaultValue = "${sys:tidemark.jepsen.store:-store}",
      description = "Where runs leave what they found (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of("");

  /** The folder of all runs. */
  public Path directory() {
    return directory.toAbsolutePath();
  }

  /** The folder of a run that begins now. */
  public Path newRun(String name) {
    return directory()
        .resolve(LocalDateTime.now(ZoneId.systemDefault()).format(STAMP) + "-" + name);
  }
}
