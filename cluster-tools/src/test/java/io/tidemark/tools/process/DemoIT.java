package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.tools.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo and the client commands, as a stranger types them. */
final class DemoIT {
  @TempDir private Path directory;

  private final int ports = FreePorts.row(6);

  @Test
  void theDemoServesAndTheCommandsReachIt() {
    List<String> demo =
        List.of(
            "demo",
            "--http-port",
            Integer.toString(ports),
            "--raft-port",
            Integer.toString(ports + 3));
    String endpoints =
        IntStream.range(ports, ports + 3)
            .mapToObj(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(","));
    try (RealProcess running = start("demo", demo)) {
      Awaitility.await("the demo")
          .atMost(RealCluster.PATIENCE)
          .until(() -> running.output().contains("Ctrl-C stops") || !running.isAlive());
      assertTrue(running.isAlive(), running::output);

      assertTrue(
          run("generate", "-n", "3", "--format", "ulid", "--endpoints", endpoints)
              .matches("([0-9A-Z]{26}\n){3}"));
      String status = run("cluster", "status", "--endpoints", endpoints);
      assertEquals(4, status.lines().count(), status);
      assertEquals(3, status.lines().filter(line -> line.endsWith("ok")).count(), status);

      running.terminate();
      assertEquals(0, running.exitCode(), running::output);
    }
    Awaitility.await("no port left")
        .atMost(RealCluster.PATIENCE)
        .until(() -> IntStream.range(ports, ports + 6).allMatch(FreePorts::isFree));
  }

  /** Runs a command that must succeed; returns what it printed. */
  private String run(String... arguments) {
    long started = System.nanoTime();
    try (RealProcess command = start(arguments[0], List.of(arguments))) {
      assertEquals(0, command.exitCode(), command::output);
      Measured.print("command_%s_millis".formatted(arguments[0]), Bounds.millisSince(started));
      return command.output();
    }
  }

  private RealProcess start(String log, List<String> arguments) {
    return RealProcess.start(directory.resolve(log + ".log"), Map.of(), arguments);
  }
}
