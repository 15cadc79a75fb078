package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A JVM with the classes of this test, whose output goes to a file. Killed when closed. */
final class TestProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;

  private TestProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static TestProcess start(
      Path directory, Map<String, String> variables, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = java(main);
    command.addAll(List.of(arguments));
    return start(directory, variables, command);
  }

  static TestProcess start(Path directory, Map<String, String> variables, List<String> command)
      throws IOException {
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TIDEMARK_"));
    builder.environment().putAll(variables);
    return new TestProcess(builder.start(), output);
  }

  /** The command line that runs a class of this test. */
  static List<String> java(Class<?> main, String... flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitSaid(String text) {
    Awaitility.await(text)
        .atMost(PATIENCE)
        .until(() -> output().contains(text) || !process.isAlive());
    assertTrue(output().contains(text), () -> "not '" + text + "' but " + output());
  }

  void terminate() {
    process.toHandle().destroy();
  }

  void kill() {
    process.toHandle().destroyForcibly();
  }

  void closeStdin() throws IOException {
    process.getOutputStream().close();
  }

  int exitCode() throws InterruptedException {
    assertTrue(
        process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), () -> "runs on: " + output());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
