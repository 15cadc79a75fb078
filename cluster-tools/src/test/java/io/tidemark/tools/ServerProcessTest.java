package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a server process around a member that only holds its ports. */
final class ServerProcessTest {
  private static final String RUNS = "fake member n1 runs";

  @TempDir private Path directory;

  private final int ports = FreePorts.row(2);

  @Test
  void sigtermDrainsAndExitsZero() throws Exception {
    try (TestProcess server = server("")) {
      server.awaitSaid(RUNS);

      server.terminate();

      assertEquals(0, server.exitCode(), server::output);
      assertTrue(Files.exists(dataDir().resolve("drained")));
      assertTrue(server.output().contains("stopped n1"), server::output);
    }
  }

  @Test
  void aDrainThatTakesTooLongIsCutOffAndExitsOne() throws Exception {
    try (TestProcess server = server("never drain", "--limit", "drain_millis_max=300")) {
      server.awaitSaid(RUNS);

      server.terminate();

      assertEquals(1, server.exitCode(), server::output);
      assertTrue(server.output().contains("gave up draining after"), server::output);
    }
  }

  @Test
  void aMemberThatMustNotRunSaysWhyInOneLineAndExitsWithTheCodeOfTheReason() throws Exception {
    try (TestProcess server = server("refuse")) {
      assertEquals(6, server.exitCode());
      assertEquals(
          "tidemark server: data directory X is in use by another process\n", server.output());
    }
  }

  @Test
  void aWrongConfigurationIsSaidAndExitsTwo() throws Exception {
    try (TestProcess server = server("", "--limit", "hold_millis_max=never")) {
      assertEquals(2, server.exitCode());
      assertTrue(server.output().contains("limits.hold_millis_max (from --limit"), server::output);
      assertEquals(1, server.output().lines().count(), server::output);
    }
  }

  @Test
  void itEndsWithItsStandardInputIfToldSo() throws Exception {
    try (TestProcess server = server("", "--exit-on-stdin-close")) {
      server.awaitSaid(RUNS);

      server.closeStdin();

      assertEquals(1, server.exitCode(), server::output);
      assertFalse(Files.exists(dataDir().resolve("drained")), "halted, not drained");
    }
  }

  @Test
  void itDoesNotEndWithItsStandardInputOtherwise() throws Exception {
    try (TestProcess server = server("")) {
      server.awaitSaid(RUNS);

      server.closeStdin();
      server.terminate();

      assertEquals(0, server.exitCode(), server::output);
    }
  }

  private Path dataDir() {
    return directory.resolve("n1");
  }

  private TestProcess server(String behaviour, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server",
                "--name",
                "n1",
                "--data-dir",
                dataDir().toString(),
                "--http",
                "127.0.0.1:" + ports,
                "--peers",
                "n1=127.0.0.1:" + (ports + 1)));
    arguments.addAll(List.of(more));
    return TestProcess.start(
        directory, Map.of("FAKE", behaviour), FakeServer.class, arguments.toArray(String[]::new));
  }
}
