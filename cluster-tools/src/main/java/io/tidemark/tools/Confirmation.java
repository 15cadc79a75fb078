package io.tidemark.tools;

import java.io.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Asks before something is done that can't be undone. */
final class Confirmation {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-y", "--yes"},
      description = "Don't ask.")
  private boolean yes;

  /**
   * Asks, unless told not to.
   *
   * @param consequence what will happen, for people
   * @param name what has to be typed to agree
   * @return whether to go on; if not, that has been said
   * @throws ParameterException if there is nobody to ask
   */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits at a terminal.
  boolean given(String consequence, String name) {
    if (yes) {
      return true;
    }
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new ParameterException(spec.commandLine(), "there is nobody to ask; give --yes");
    }
    boolean agreed = name.equals(console.readLine("%s Type %s to go on: ", consequence, name));
    if (!agreed) {
      Answers.fail(spec, Failure.of(ExitCode.FAILED, "nothing was done"));
    }
    return agreed;
  }
}
