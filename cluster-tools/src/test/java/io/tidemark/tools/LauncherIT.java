package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher of the packaged distribution. */
final class LauncherIT {
  private static final int COMMAND_SECONDS_MAX = 60;

  @TempDir Path directory;

  @Test
  void versionGoesToStandardOutputAndNothingElseDoes() throws Exception {
    Finished finished = run("version");

    assertEquals(0, finished.exit(), finished.err());
    assertTrue(
        finished.out().matches("tidemark \\S+\nbuild \\S+\njava 25\\S* \\(.+\\)\n"),
        finished.out());
    assertEquals("", finished.err());
  }

  @Test
  void anUnknownCommandIsAUsageErrorOnStandardError() throws Exception {
    Finished finished = run("vers");

    assertEquals(2, finished.exit());
    assertEquals("", finished.out());
    assertTrue(finished.err().contains("vers"), finished.err());
  }

  private record Finished(int exit, String out, String err) {}

  private Finished run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("tidemark.distribution"), "tidemark").toString());
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
