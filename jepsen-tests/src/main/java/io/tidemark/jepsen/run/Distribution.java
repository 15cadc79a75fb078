package io.tidemark.jepsen.run;

import io.tidemark.jepsen.os.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of commands that run clusters: what they run. */
public final class Distribution {

  @Option(
      names = "--distribution",
      required = true,
      paramLabel = "DIR",
      defaultValue = "${sys:tidemark.distribution}",
      description = "The packaged distribution.")
  private Path directory = Path.of("");

  /** The packaged distribution. */
  public Path directory() {
    return directory.toAbsolutePath();
  }

  /** What keeps clusters from being run and broken here; empty if nothing does. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>(Machine.missing());
    if (!Files.isExecutable(directory().resolve("tidemark"))) {
      missing.add("a distribution in %s: run ./tidemark version".formatted(directory()));
    }
    return missing;
  }
}
