package io.tidemark.tools.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One node: its process, when it runs, and its files. */
final class RealNode {
  private static final Duration POLL = Duration.ofMillis(50);

  private final String name;
  private final int httpPort;
  private final int raftPort;
  private final Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> flags = new ArrayList<>();
  private @Nullable RealProcess process;

  RealNode(String name, int httpPort, int raftPort, Path directory) {
    this.name = name;
    this.httpPort = httpPort;
    this.raftPort = raftPort;
    this.directory = directory;
  }

  String name() {
    return name;
  }

  int httpPort() {
    return httpPort;
  }

  int raftPort() {
    return raftPort;
  }

  Path dataDir() {
    return directory.resolve(name);
  }

  Path log() {
    return directory.resolve(name + ".log");
  }

  String logText() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Environment variables from the next start on. */
  Map<String, String> variables() {
    return variables;
  }

  /** Flags of {@code server} from the next start on. */
  List<String> flags() {
    return flags;
  }

  /** The arguments of {@code tidemark} that start this node. */
  List<String> serverArguments(String peers) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server",
                "--name",
                name,
                "--data-dir",
                dataDir().toString(),
                "--http",
                "127.0.0.1:" + httpPort,
                "--raft",
                "127.0.0.1:" + raftPort,
                "--peers",
                peers));
    arguments.addAll(flags);
    return arguments;
  }

  void start(String peers) {
    List<String> arguments = serverArguments(peers);
    arguments.add("--exit-on-stdin-close");
    process = RealProcess.start(log(), variables, arguments);
  }

  RealProcess process() {
    RealProcess running = process;
    if (running == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return running;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** SIGKILL, if it runs. */
  void kill() {
    if (isAlive()) {
      process().kill();
    }
  }

  /** Removes everything that the node remembers. */
  void wipe() {
    removeTree(dataDir());
  }

  static void removeTree(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the node says that it can issue; false also if it says nothing. */
  boolean isReady() {
    return answersOk("/health/readiness");
  }

  void awaitReady(Duration atMost) {
    await(atMost, "ready", this::isReady);
  }

  /** Waits for a condition; fails at once if the process ends. */
  void await(Duration atMost, String what, BooleanSupplier condition) {
    Awaitility.await(name + " " + what)
        .atMost(atMost)
        .pollInterval(POLL)
        .pollDelay(Duration.ZERO)
        .until(() -> !isAlive() || condition.getAsBoolean());
    if (!isAlive()) {
      throw new AssertionError(
          "%s ended with exit code %d before it was %s"
              .formatted(name, process().exitCode(), what));
    }
  }

  private boolean answersOk(String path) {
    try {
      return tryCall("GET", path, Map.of(), null).ok();
    } catch (IOException e) {
      return false;
    }
  }

  /** One call on a connection of its own. */
  Answer tryCall(String method, String path, Map<String, String> headers, @Nullable String body)
      throws IOException {
    try (Connection connection = Connection.open(httpPort)) {
      return connection.send(Connection.request(method, path, headers, body));
    }
  }

  /** One call on a connection of its own that must be answered. */
  Answer call(String method, String path, Map<String, String> headers, @Nullable String body) {
    try {
      return tryCall(method, path, headers, body);
    } catch (IOException e) {
      throw new AssertionError("%s %s on %s was not answered".formatted(method, path, name), e);
    }
  }

  Answer get(String path) {
    return call("GET", path, Map.of(), null);
  }

  Answer put(String path, String body) {
    return call("PUT", path, Map.of(), body);
  }

  Answer generate(String body) {
    return call("POST", "/generate", Map.of(), body);
  }

  /** One ID. */
  String issue(IdKind kind) {
    Answer answer = generate(kind.one());
    if (!answer.ok()) {
      throw new AssertionError("%s did not issue: %s".formatted(name, answer));
    }
    return answer.json().path("id").asText();
  }

  JsonNode cluster() {
    return get("/v1/cluster").json();
  }

  @Override
  public String toString() {
    return name;
  }
}
