package io.tidemark.jepsen.spec;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tlc2.TLC;

/**
 * TLC, the model checker of TLA+, in a process of its own with a bounded heap and time: it ends its
 * process itself, and keeps in statics what one run knows.
 *
 * @param specifications where the modules are
 * @param work where TLC may write; a directory for each run is made in it
 */
record Tlc(Path specifications, Path work) {

  private static final int HEAP_MEGABYTES_MAX = 768;
  private static final long RUN_SECONDS_MAX = 600;

  /**
   * Checks a module.
   *
   * @param run names the run, and the files that it leaves behind
   * @param configuration the text of TLC's configuration file
   */
  Verdict check(String run, String module, String configuration)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(work.resolve(run));
    Path model = Files.writeString(directory.resolve(module + ".cfg"), configuration);
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command(directory, module, model))
            .directory(specifications.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "TLC took longer than %d s for %s; what it printed is in %s"
                .formatted(RUN_SECONDS_MAX, run, output));
      }
    } finally {
      process.destroyForcibly();
    }
    return Verdict.of(process.exitValue(), Files.readString(output), output);
  }

  private List<String> command(Path directory, String module, Path model) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx%dm".formatted(HEAP_MEGABYTES_MAX),
        "-XX:+UseParallelGC",
        // Most runs are short: quick code and classes from an archive are worth more than the best.
        "-XX:TieredStopAtLevel=1",
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + work.resolve("tlc.jsa"),
        "-Djava.io.tmpdir=" + directory,
        "-cp",
        archive().toString(),
        TLC.class.getName(),
        "-workers",
        "auto",
        "-metadir",
        directory.resolve("states").toString(),
        "-config",
        model.toString(),
        module + ".tla");
  }

  private static File archive() {
    try {
      return new File(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the archive of TLC has no path", e);
    }
  }
}
