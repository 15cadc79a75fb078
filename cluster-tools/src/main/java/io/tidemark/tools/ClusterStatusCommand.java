package io.tidemark.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.tools.ClientOptions.Output;
import java.io.Console;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints how every member is. */
@Command(
    name = "status",
    description = {
      "Print how every member is; exit code 5 if one is not well or nobody leads.",
      "A member that was drained is well."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark cluster status",
      "  tidemark cluster status --watch --interval 5",
      "  tidemark cluster status --endpoints http://10.0.0.1:8080 -o json"
    })
final class ClusterStatusCommand implements Callable<Integer> {
  private static final int INTERVAL_SECONDS_MAX = 3_600;

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = "--watch",
      description = "Show it again and again until Ctrl-C, which ends with exit code 0.")
  private boolean watch;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long to wait in between, 1 to " + INTERVAL_SECONDS_MAX + " (default: 2).")
  private int interval;

  /**
   * What was found.
   *
   * @param text for standard output; empty if the cluster can't be read
   * @param failure what is not well
   */
  private record Status(String text, Failure failure) {

    /** With what is not well below; JSON says that itself. */
    String frame(boolean json) {
      return json && !text.isEmpty() ? text : text + String.join("\n", failure.lines());
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (interval < 1 || interval > INTERVAL_SECONDS_MAX) {
      throw new ParameterException(
          spec.commandLine(),
          "--interval %d is not within 1 to %d".formatted(interval, INTERVAL_SECONDS_MAX));
    }
    if (watch) {
      boolean json = client.output() == Output.JSON;
      Watch frames = new Watch(spec.commandLine().getOut(), isTerminal() && !json);
      frames.endOnSignal(Runtime.getRuntime()::halt);
      frames.run(() -> status().frame(json), Duration.ofSeconds(interval));
      return ExitCode.OK.code();
    }
    Status status = status();
    Answers.print(spec, status.text());
    Failure failure = status.failure();
    return failure.lines().isEmpty() ? ExitCode.OK.code() : Answers.fail(spec, failure);
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits at a terminal.
  private static boolean isTerminal() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }

  private Status status() {
    ApiResult result = client.call(ApiCall.get("/v1/cluster"));
    return switch (result) {
      case ApiResult.Answered answered when answered.succeeded() -> read(answered);
      case ApiResult.Answered answered -> new Status("", Failure.of(answered));
      case ApiResult.Unreachable unreachable -> new Status("", Failure.of(unreachable));
      case ApiResult.Unknown unknown -> new Status("", Failure.of(unknown));
    };
  }

  private Status read(ApiResult.Answered answered) {
    ClusterTable table;
    try {
      table = ClusterTable.of(new JsonMapper().readTree(answered.text()));
    } catch (JsonProcessingException e) {
      return new Status(
          "",
          new Failure(
              ExitCode.FAILED, List.of("%s did not answer JSON".formatted(answered.endpoint()))));
    }
    String text =
        switch (client.output()) {
          case JSON -> answered.text().strip() + "\n";
          case TABLE -> table.table();
          case PLAIN -> table.plain();
        };
    return new Status(text, new Failure(ExitCode.UNHEALTHY, table.troubles()));
  }
}
