package io.tidemark.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts the demo's nodes with the launcher and the Java that this process runs with. */
final class DemoLauncher {
  private static final String PREFIX = "TIDEMARK_";

  /** Of our variables, a node of the demo sees these alone; the rest is about other nodes. */
  private static final Set<String> PASSED_ON = Set.of("TIDEMARK_LOG", "TIDEMARK_JAVA_OPTS");

  private final Path executable;
  private final String peers;
  private final Map<String, String> environment;

  /**
   * @param executable the launcher of the distribution
   */
  DemoLauncher(Path executable, List<DemoNode> nodes, Map<String, String> environment) {
    this.executable = executable;
    this.peers =
        nodes.stream()
            .map(node -> node.name() + "=" + node.raft())
            .collect(Collectors.joining(","));
    this.environment = environment;
  }

  /**
   * Starts a node. Its standard input is a pipe from this process and it ends with that, so that it
   * never outlives us.
   */
  Process start(DemoNode node) throws IOException {
    List<String> command = command(node);
    command.add("--exit-on-stdin-close");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(node.log().toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .environment()
        .keySet()
        .removeIf(variable -> variable.startsWith(PREFIX) && !PASSED_ON.contains(variable));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  /** The command that starts a node by hand. */
  List<String> command(DemoNode node) {
    return new ArrayList<>(
        List.of(
            executable.toString(),
            "server",
            "--name",
            node.name(),
            "--data-dir",
            node.dataDir().toString(),
            "--http",
            node.http(),
            "--raft",
            node.raft(),
            "--peers",
            peers));
  }
}
