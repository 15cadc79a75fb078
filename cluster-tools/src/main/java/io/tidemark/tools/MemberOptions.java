package io.tidemark.tools;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What commands take that may have to wait for a node. */
final class MemberOptions {

  private static final Duration WAIT_MAX = Duration.ofHours(24);

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long to wait for a node, such as 30s or 10m (default: ${DEFAULT-VALUE}).")
  private String wait = "10m";

  /**
   * The wait.
   *
   * @throws ParameterException if it is none
   */
  Duration duration() {
    try {
      Duration parsed = Duration.parse("PT" + wait.toUpperCase(Locale.ROOT));
      if (!parsed.isNegative() && parsed.compareTo(WAIT_MAX) <= 0) {
        return parsed;
      }
    } catch (DateTimeParseException e) {
      // Said below.
    }
    throw new ParameterException(
        spec.commandLine(),
        "--wait: '%s' is not a time of up to 24h, such as 30s or 10m".formatted(wait));
  }
}
