package io.tidemark.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a whole cluster on this machine, for a look. */
@Command(
    name = "demo",
    description = "Run a cluster on this machine until Ctrl-C: separate processes on loopback.",
    footer = {
      "",
      "Examples:",
      "  tidemark demo",
      "  tidemark demo --nodes 5 --data-dir ./demo --http-port 9080"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int PORT_MAX = 65_535;

  /** Set by the launcher. */
  private static final String HOME_PROPERTY = "tidemark.home";

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "How many nodes: 3 (the default) or 5.")
  private int nodes = 3;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where the nodes keep their files, to go on with them another time (default: a"
              + " temporary one, removed at the end).")
  private @Nullable Path dataDir;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "The first of the row for HTTP (default: ${DEFAULT-VALUE}).")
  private int httpPort = 8080;

  @Option(
      names = "--raft-port",
      paramLabel = "PORT",
      description = "The first of the row for Raft (default: ${DEFAULT-VALUE}).")
  private int raftPort = 7400;

  DemoCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkOptions();
    String home = System.getProperty(HOME_PROPERTY);
    if (home == null) {
      return Answers.fail(
          spec,
          new Failure(
              ExitCode.FAILED,
              List.of("no distribution to start nodes from; use the launcher: ./tidemark demo")));
    }
    List<String> taken = DemoPorts.taken(nodes, httpPort, raftPort);
    if (!taken.isEmpty()) {
      return Answers.fail(spec, new Failure(ExitCode.FAILED, taken));
    }
    DemoDirectory directory = DemoDirectory.open(dataDir);
    List<DemoNode> row = row(directory.path());
    DemoLauncher launcher = new DemoLauncher(Path.of(home, "tidemark"), row, environment);
    DemoScreen screen =
        new DemoScreen(spec.commandLine().getOut(), spec.commandLine().getErr(), row, launcher);
    return new DemoRun(row, launcher, screen, System::nanoTime).run(directory).code();
  }

  private void checkOptions() {
    if (nodes != 3 && nodes != 5) {
      throw new ParameterException(spec.commandLine(), "--nodes %d: 3 or 5".formatted(nodes));
    }
    checkPort("--http-port", httpPort);
    checkPort("--raft-port", raftPort);
    if (Math.abs(httpPort - raftPort) < nodes) {
      throw new ParameterException(
          spec.commandLine(),
          "--http-port %d and --raft-port %d: the rows of %d ports overlap"
              .formatted(httpPort, raftPort, nodes));
    }
  }

  private void checkPort(String option, int port) {
    if (port < 1 || port + nodes - 1 > PORT_MAX) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %d: the row of %d ports must lie within 1 to %d"
              .formatted(option, port, nodes, PORT_MAX));
    }
  }

  private List<DemoNode> row(Path directory) {
    List<DemoNode> row = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      row.add(DemoNode.of(i + 1, httpPort + i, raftPort + i, directory));
    }
    return List.copyOf(row);
  }
}
