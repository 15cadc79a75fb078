package io.tidemark.tools;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Prints what a cluster answered: data to standard output, all else to standard error. */
final class Answers {
  private Answers() {}

  /** Prints the body of a success as it came, or why there is none; returns the exit code. */
  static int print(CommandSpec spec, ApiResult result) {
    return switch (result) {
      case ApiResult.Answered answered when answered.succeeded() -> {
        print(spec, answered.text());
        yield ExitCode.OK.code();
      }
      case ApiResult.Answered answered -> fail(spec, Failure.of(answered));
      case ApiResult.Unreachable unreachable -> fail(spec, Failure.of(unreachable));
      case ApiResult.Unknown unknown -> fail(spec, Failure.of(unknown));
    };
  }

  static void print(CommandSpec spec, String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text.endsWith("\n") || text.isEmpty() ? text : text + "\n");
    out.flush();
  }

  static int fail(CommandSpec spec, Failure failure) {
    PrintWriter err = spec.commandLine().getErr();
    String prefix = spec.qualifiedName() + ": ";
    for (String line : failure.lines()) {
      err.println(prefix + line);
      prefix = "";
    }
    err.flush();
    return failure.exitCode().code();
  }
}
