package io.tidemark.jepsen.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the operating system. */
public final class Shell {
  private static final long SECONDS_MAX = 60;

  private Shell() {}

  /** What a command came to. */
  public record Result(int exitCode, String output) {}

  /**
   * Runs a command and waits for its end, a minute at most.
   *
   * @return its output, standard error included
   * @throws IllegalStateException if it fails
   */
  public static String run(String... words) {
    Result result = tryRun(List.of(words));
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "%s ended with exit code %d: %s"
              .formatted(String.join(" ", words), result.exitCode(), result.output()));
    }
    return result.output();
  }

  /**
   * Runs a command and waits for its end, a minute at most, whatever it comes to.
   *
   * @throws IllegalStateException if it doesn't end
   */
  public static Result tryRun(List<String> words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", words) + " does not end");
      }
      return new Result(process.exitValue(), output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
