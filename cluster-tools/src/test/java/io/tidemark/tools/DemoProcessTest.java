package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo around members that only hold their ports. */
final class DemoProcessTest {
  private static final String SHOWN = "Ctrl-C stops all nodes.";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  private final int ports = FreePorts.row(6);

  /** A launcher that starts {@link FakeServer}. */
  @BeforeEach
  void installLauncher() throws IOException {
    Path launcher = directory.resolve("tidemark");
    String java = String.join("' '", TestProcess.java(FakeServer.class));
    Files.writeString(launcher, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(java));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void itShowsTheClusterAndStopsItGracefullyOnSigterm() throws Exception {
    Path data = directory.resolve("data");
    try (TestProcess demo = demo("", "--data-dir", data.toString())) {
      demo.awaitSaid(SHOWN);
      String shown = demo.output();
      assertTrue(shown.contains("n3 is ready after"), shown);
      assertTrue(
          shown.contains("curl -X POST http://127.0.0.1:%d/generate".formatted(ports)), shown);
      assertEquals(3, pids(shown).size(), shown);

      demo.terminate();

      assertEquals(0, demo.exitCode(), demo::output);
      assertAllPortsFree();
      for (String node : List.of("n1", "n2", "n3")) {
        assertTrue(Files.exists(data.resolve(node).resolve("drained")), node);
      }
    }
  }

  @Test
  void aTemporaryDirectoryIsRemovedAtTheEnd() throws Exception {
    try (TestProcess demo = demo("")) {
      demo.awaitSaid(SHOWN);
      Path temporary = startedIn(demo.output());
      assertTrue(Files.exists(temporary.resolve("n1")));

      demo.terminate();

      assertEquals(0, demo.exitCode(), demo::output);
      assertFalse(Files.exists(temporary));
    }
  }

  @Test
  void noNodeOutlivesADemoThatIsKilled() throws Exception {
    try (TestProcess demo = demo("", "--data-dir", directory.resolve("data").toString())) {
      demo.awaitSaid(SHOWN);
      List<Long> pids = pids(demo.output());

      demo.kill();

      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> pids.stream().noneMatch(DemoProcessTest::isAlive));
      assertAllPortsFree();
    }
  }

  @Test
  void aNodeThatDiesIsReportedAndTheOthersGoOn() throws Exception {
    try (TestProcess demo = demo("", "--data-dir", directory.resolve("data").toString())) {
      demo.awaitSaid(SHOWN);
      List<Long> pids = pids(demo.output());

      ProcessHandle.of(pids.get(1)).orElseThrow().destroyForcibly();

      demo.awaitSaid("n2 ended with exit code 137");
      demo.awaitSaid("| fake member n2 runs");
      demo.awaitSaid("goes on with 2 of 3 nodes");
      demo.awaitSaid("server --name n2");
      assertTrue(isAlive(pids.get(0)) && isAlive(pids.get(2)));
      demo.terminate();
      assertEquals(0, demo.exitCode(), demo::output);
    }
  }

  @Test
  void aNodeThatCannotStartEndsTheDemoWithItsReason() throws Exception {
    try (TestProcess demo = demo("refuse n2", "--data-dir", directory.resolve("data").toString())) {
      assertEquals(1, demo.exitCode(), demo::output);
      assertTrue(demo.output().contains("n2 ended with exit code 6"), demo::output);
      assertTrue(demo.output().contains("| tidemark server: data directory X"), demo::output);
      assertAllPortsFree();
    }
  }

  @Test
  void aNodeThatDoesNotStopIsKilled() throws Exception {
    try (TestProcess demo = demo("")) {
      demo.awaitSaid(SHOWN);
      List<Long> pids = pids(demo.output());
      Process pause = new ProcessBuilder("kill", "-STOP", Long.toString(pids.get(0))).start();
      assertEquals(0, pause.waitFor());

      demo.terminate();

      assertEquals(0, demo.exitCode(), demo::output);
      assertTrue(demo.output().contains("n1 did not stop in time; killed"), demo::output);
      assertTrue(pids.stream().noneMatch(DemoProcessTest::isAlive));
    }
  }

  @Test
  void takenPortsAreSaidAndNothingIsStarted() throws Exception {
    try (ServerSocket http = new ServerSocket();
        ServerSocket raft = new ServerSocket()) {
      http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports + 1));
      raft.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports + 5));
      Path data = directory.resolve("data");
      try (TestProcess demo = demo("", "--data-dir", data.toString())) {
        assertEquals(1, demo.exitCode());
        List<String> lines = demo.output().lines().toList();
        assertEquals(2, lines.size(), demo::output);
        assertTrue(lines.get(0).contains("port %d (HTTP of n2) is taken".formatted(ports + 1)));
        assertTrue(lines.get(0).contains("--http-port"));
        assertTrue(lines.get(1).contains("port %d (Raft of n3) is taken".formatted(ports + 5)));
        assertFalse(Files.exists(data));
      }
    }
  }

  private TestProcess demo(String behaviour, String... more) throws IOException {
    List<String> command = TestProcess.java(Tidemark.class, "-Dtidemark.home=" + directory);
    command.addAll(
        List.of(
            "demo",
            "--http-port",
            Integer.toString(ports),
            "--raft-port",
            Integer.toString(ports + 3)));
    command.addAll(List.of(more));
    return TestProcess.start(
        directory, Map.of("FAKE", behaviour, "TIDEMARK_NAME", "other"), command);
  }

  private void assertAllPortsFree() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> IntStream.range(ports, ports + 6).allMatch(FreePorts::isFree));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** From the table of nodes. */
  private static List<Long> pids(String shown) {
    Stream<String> rows = shown.lines().filter(line -> line.matches("n\\d +http://.*"));
    return new ArrayList<>(rows.map(row -> Long.valueOf(row.split(" +", -1)[3])).toList());
  }

  private static Path startedIn(String shown) {
    Matcher matcher = Pattern.compile("starting 3 nodes in (\\S+)").matcher(shown);
    assertTrue(matcher.find(), shown);
    return Path.of(matcher.group(1));
  }
}
