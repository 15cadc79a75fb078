package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process of the packaged launcher. It ends with this JVM, whatever happens: a server halts with
 * its standard input, and a shutdown hook kills what is left.
 */
final class RealProcess implements AutoCloseable {
  private static final long END_SECONDS_MAX = 60;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(RealProcess::killWithChildren)));
  }

  private final Process process;
  private final Path log;

  private RealProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** The launcher of the distribution that the build has made. */
  static Path launcher() {
    return Path.of(System.getProperty("tidemark.distribution", "target/tidemark"), "tidemark")
        .toAbsolutePath();
  }

  /**
   * Starts {@code tidemark ARGUMENTS}.
   *
   * @param log gets all output, after what it has already
   */
  static RealProcess start(Path log, Map<String, String> variables, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(launcher().toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("TIDEMARK_"));
    builder.environment().putAll(variables);
    try {
      Process process = builder.start();
      RUNNING.add(process);
      return new RealProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM. Not {@code Process.destroy}, which closes the pipe as well. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /** SIGSTOP, SIGCONT. */
  void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
              .redirectErrorStream(true)
              .start();
      assertTrue(kill.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS) && kill.exitValue() == 0, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end. */
  int exitCode() {
    try {
      assertTrue(process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS), "runs on: " + pid());
      RUNNING.remove(process);
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    killWithChildren(process);
    exitCode();
  }

  private static void killWithChildren(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }
}
