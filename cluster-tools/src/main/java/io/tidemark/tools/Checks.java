package io.tidemark.tools;

import io.tidemark.tools.Finding.Thresholds;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What all checks do. */
final class Checks {

  private Checks() {}

  /** The thresholds of a command line, which is refused if they contradict each other. */
  static Thresholds thresholds(CommandSpec spec, double warning, double critical) {
    try {
      return new Thresholds(warning, critical);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
