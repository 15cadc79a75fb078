package io.tidemark.tools;

import io.tidemark.node.config.LoadedConfig;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.identity.StartRefusedException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private NodeOptions node;

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
    return switch (node.report(environment).loaded()) {
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
