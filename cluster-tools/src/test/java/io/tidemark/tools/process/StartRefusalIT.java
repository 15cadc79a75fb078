package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.tools.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node that must not start says why in one line, and leaves everything as it was. */
@ExtendWith(ClusterLogs.class)
final class StartRefusalIT {
  private static final int USAGE = 2;
  private static final int CONFLICT = 6;
  private static final String REFUSAL = "tidemark server: ";

  @TempDir private Path directory;
  @AutoClose private final RealCluster cluster = RealCluster.of(1);

  private final RealNode node = cluster.node(0);
  private final int ports = FreePorts.row(2);
  private int attempts;

  @BeforeEach
  void formCluster() {
    cluster.startAll();
    cluster.awaitAllReady();
  }

  @Test
  void onADirectoryInUse() {
    refused(CONFLICT, List.of("in use", node.dataDir().toString()), "n1", node.dataDir(), ports);

    assertTrue(node.isReady(), "who had it goes on");
    node.issue(IdKind.UUID7);
  }

  @Test
  void onTheDirectoryOfAnotherCluster() {
    node.kill();
    SortedMap<String, String> before = contents(node.dataDir());

    refused(
        CONFLICT,
        List.of("belongs to cluster", node.dataDir().toString()),
        "n1",
        node.dataDir(),
        ports);

    assertEquals(before, contents(node.dataDir()));
  }

  @Test
  void onTheDirectoryOfAnotherNode() {
    node.kill();
    SortedMap<String, String> before = contents(node.dataDir());

    refused(CONFLICT, List.of(node.dataDir().toString()), "n2", node.dataDir(), ports);

    assertEquals(before, contents(node.dataDir()));
  }

  @Test
  void onATakenPort() throws IOException {
    for (int offset = 0; offset < 2; offset++) {
      try (ServerSocket taken = new ServerSocket()) {
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ports + offset));
        Path fresh = directory.resolve("fresh" + offset);

        refused(CONFLICT, List.of("127.0.0.1:" + (ports + offset)), "n1", fresh, ports);

        assertFalse(Files.exists(fresh), "nothing was made");
      }
    }
  }

  @Test
  void withANameThatIsNotAmongThePeers() {
    Path fresh = directory.resolve("fresh");
    List<String> arguments =
        List.of(
            "server",
            "--name",
            "n9",
            "--data-dir",
            fresh.toString(),
            "--peers",
            "n1=127.0.0.1:" + ports);

    assertRefused(USAGE, List.of("'n9'", "[n1]"), arguments);
    assertFalse(Files.exists(fresh), "nothing was made");
  }

  private void refused(int exitCode, List<String> said, String name, Path dataDir, int ports) {
    RealNode starting = new RealNode(name, ports, ports + 1, directory);
    List<String> arguments = starting.serverArguments("%s=127.0.0.1:%d".formatted(name, ports + 1));
    arguments.set(arguments.indexOf("--data-dir") + 1, dataDir.toString());
    assertRefused(exitCode, said, arguments);
  }

  private void assertRefused(int exitCode, List<String> said, List<String> arguments) {
    Path log = directory.resolve("refused-%d.log".formatted(++attempts));
    try (RealProcess process = RealProcess.start(log, Map.of(), arguments)) {
      assertEquals(exitCode, process.exitCode(), process::output);
      List<String> reasons =
          process.output().lines().filter(line -> line.startsWith(REFUSAL)).toList();
      assertEquals(1, reasons.size(), process::output);
      for (String part : said) {
        assertTrue(reasons.get(0).contains(part), () -> part + " is not in " + reasons);
      }
      assertFalse(process.output().contains("\tat "), process::output);
    }
  }

  /** Every file below with a digest of its bytes. */
  private static SortedMap<String, String> contents(Path root) {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        contents.put(
            root.relativize(file).toString(), Files.isDirectory(file) ? "directory" : digest(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }

  private static String digest(Path file) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
