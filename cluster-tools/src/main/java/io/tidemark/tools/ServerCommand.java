package io.tidemark.tools;

import io.tidemark.node.config.LoadedConfig;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.config.NodeConfigLoader;
import io.tidemark.node.identity.StartRefusedException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one member in the foreground. */
@Command(
    name = "server",
    description = {
      "Run one member of a cluster in the foreground. SIGTERM drains it and exits 0.",
      "Every setting may also come from a variable (TIDEMARK_DATA_DIR) or a YAML file (data_dir)."
          + " Flags win over variables over the file."
    },
    footer = {
      "",
      "Example:",
      "  tidemark server --name n1 --data-dir /var/lib/tidemark --http 127.0.0.1:8080 \\",
      "    --peers n1=10.0.0.1:7400,n2=10.0.0.2:7400,n3=10.0.0.3:7400"
    })
final class ServerCommand implements Callable<Integer> {
  /** Read by logback.xml. */
  private static final String LOG_LEVEL_PROPERTY = "tidemark.log.level";

  private final Member.Start start;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "YAML file (TIDEMARK_CONFIG).")
  private String config = "";

  @Option(names = "--name", paramLabel = "NAME", description = "This node; one of the peers.")
  private @Nullable String name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where everything durable of this node lives.")
  private @Nullable String dataDir;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where HTTP is served (default: 127.0.0.1:8080).")
  private @Nullable String http;

  @Option(
      names = "--raft",
      paramLabel = "HOST:PORT",
      description = "Where this node listens for its peers (default: its entry in --peers).")
  private @Nullable String raft;

  @Option(
      names = "--peers",
      paramLabel = "NAME=HOST:PORT,...",
      description = "All members of a new cluster, this one included.")
  private @Nullable String peers;

  @Option(
      names = "--skip-entry",
      paramLabel = "TERM:INDEX",
      description =
          "Skip an entry of the log that fails on every node; to be given on all of them. See"
              + " docs/operations.md first.")
  private @Nullable String skipEntry;

  @Option(
      names = "--limit",
      paramLabel = "KEY=VALUE",
      description = "A bound, such as hold_millis_max=30000; may be repeated.")
  private Map<String, String> limits = new LinkedHashMap<>();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "${env:TIDEMARK_LOG:-INFO}",
      description = "One of ${COMPLETION-CANDIDATES} (TIDEMARK_LOG; default: INFO).")
  private LogLevel logLevel = LogLevel.INFO;

  @Option(names = "--exit-on-stdin-close", hidden = true)
  private boolean exitOnStdinClose;

  enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  ServerCommand(Member.Start start, Map<String, String> environment) {
    this.start = start;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    return switch (NodeConfigLoader.load(config, flags(), environment)) {
      case LoadedConfig.Refused(List<String> faults) -> refuse(ExitCode.USAGE.code(), faults);
      case LoadedConfig.Valid(NodeConfig valid, List<String> warnings) -> {
        say(warnings);
        yield run(valid);
      }
    };
  }

  private int run(NodeConfig valid) throws InterruptedException {
    System.setProperty(LOG_LEVEL_PROPERTY, logLevel.name());
    Runtime runtime = Runtime.getRuntime();
    if (exitOnStdinClose) {
      StdinWatch.start(System.in, () -> runtime.halt(ExitCode.FAILED.code()));
    }
    try {
      return new MemberRun(runtime::halt).run(valid, start).code();
    } catch (StartRefusedException e) {
      return refuse(e.kind().exitCode(), List.of(String.valueOf(e.getMessage())));
    }
  }

  /** What was given on the command line, by its name in the file. */
  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>();
    put(flags, "name", name);
    put(flags, "data_dir", dataDir);
    put(flags, "http", http);
    put(flags, "raft", raft);
    put(flags, "peers", peers);
    put(flags, "skip_entry", skipEntry);
    limits.forEach((key, value) -> flags.put("limits." + key, value));
    return flags;
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }

  private int refuse(int exitCode, List<String> reasons) {
    say(reasons);
    return exitCode;
  }

  private void say(List<String> lines) {
    PrintWriter err = spec.commandLine().getErr();
    lines.forEach(line -> err.println("tidemark server: " + line));
    err.flush();
  }
}
