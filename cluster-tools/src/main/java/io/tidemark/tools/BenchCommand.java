package io.tidemark.tools;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.node.service.IssueRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how fast IDs are issued, and that none is issued twice. */
@Command(
    name = "bench",
    description = {
      "Ask for IDs and measure how long that takes; check that none comes twice.",
      "Each connection asks again when it is answered. With --rate, calls are sent at fixed times,"
          + " and latency counts from the time when a call should have been sent, so that a stall"
          + " is in the result. Exit code 1 if an ID came twice or a call failed."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark bench --connections 64 --duration 30",
      "  tidemark bench --rate 5000 --connections 128 --namespace orders -o json"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int CONNECTIONS_MAX = 4_096;
  private static final int SECONDS_MAX = 86_400;
  private static final double RATE_MAX = 1_000_000;

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Option(
      names = "--connections",
      paramLabel = "COUNT",
      defaultValue = "8",
      description =
          "How many calls are under way at most, spread over the endpoints (default:"
              + " ${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--rate",
      paramLabel = "CALLS",
      defaultValue = "0",
      description = "Calls a second in all (default: as many as are answered).")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private int duration;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long to ask before measuring (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "IDs for each call, 1 to " + IssueRequest.COUNT_MAX + " (default: 1).")
  private int count;

  @Option(
      names = "--count-max",
      paramLabel = "COUNT",
      defaultValue = "5000000",
      description = {
        "How many IDs are remembered to check that none comes twice, in up to 64 bytes of memory"
            + " each (default: ${DEFAULT-VALUE}).",
        "When as many have come, the measurement ends and says so; no ID goes unchecked."
      })
  private long countMax;

  @Option(names = "--namespace", paramLabel = "NAME", description = "By this namespace's rule.")
  private @Nullable String namespace;

  @Option(
      names = "--format",
      paramLabel = "KIND",
      description = "A kind instead of a namespace (default: namespace 'default').")
  private @Nullable String format;

  @Override
  public Integer call() throws InterruptedException {
    requireWithin("--connections", connections, 1, CONNECTIONS_MAX);
    requireWithin("--rate", rate, 0, RATE_MAX);
    requireWithin("--duration", duration, 1, SECONDS_MAX);
    requireWithin("--warm-up", warmUp, 0, SECONDS_MAX);
    requireWithin("--count", count, 1, IssueRequest.COUNT_MAX);
    requireWithin("--count-max", (double) countMax, count, Integer.MAX_VALUE);
    if (namespace != null && format != null) {
      throw new ParameterException(
          spec.commandLine(), "--namespace and --format exclude each other: give one");
    }
    BenchPlan plan =
        new BenchPlan(
            client.endpoints(),
            body(),
            count,
            connections,
            rate,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(duration),
            countMax);
    ProcessorUse use = ProcessorUse.start(System::nanoTime);
    BenchRun run = new BenchRun(plan, System::nanoTime, this::say);
    BenchResult result = BenchResult.of(plan, run, run.run(), use.share());
    Answers.print(
        spec,
        switch (client.output()) {
          case JSON -> result.json();
          case TABLE -> result.table();
          case PLAIN -> result.plain();
        });
    result.notes().forEach(this::say);
    return result.isClean() ? ExitCode.OK.code() : ExitCode.FAILED.code();
  }

  private String body() {
    ObjectNode body = new JsonMapper().createObjectNode();
    if (namespace != null) {
      body.put("namespace", namespace);
    }
    if (format != null) {
      body.put("format", format);
    }
    if (count > 1) {
      body.put("count", count);
    }
    return body.toString();
  }

  private void requireWithin(String option, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %s is not within %s to %s"
              .formatted(option, Finding.plain(value), Finding.plain(min), Finding.plain(max)));
    }
  }

  private void say(String line) {
    spec.commandLine().getErr().println("tidemark bench: " + line);
    spec.commandLine().getErr().flush();
  }
}
