package io.tidemark.jepsen.spec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What TLC found out about a model.
 *
 * @param complete whether every reachable state was visited and nothing was wrong with any
 * @param refuted the invariant or property of which TLC gives a counterexample
 * @param distinctStates how many states were visited; empty if TLC came to no end
 * @param output all that TLC said, a counterexample included
 */
record Verdict(
    boolean complete, Optional<String> refuted, OptionalLong distinctStates, Path output) {

  private static final String NO_ERROR = "Model checking completed. No error has been found.";
  private static final Pattern REFUTED =
      Pattern.compile("Error: (?:Invariant|Action property) (\\w+) is violated\\.");
  private static final Pattern TOTAL =
      Pattern.compile("(?m)^[\\d,]+ states generated, ([\\d,]+) distinct states found, ");

  /**
   * Reads what TLC printed.
   *
   * @param exitCode of TLC; 0 if it found nothing
   */
  static Verdict of(int exitCode, String printed, Path output) {
    Matcher refuted = REFUTED.matcher(printed);
    Matcher total = TOTAL.matcher(printed);
    return new Verdict(
        exitCode == 0 && printed.contains(NO_ERROR),
        refuted.find() ? Optional.of(refuted.group(1)) : Optional.empty(),
        total.find()
            ? OptionalLong.of(Long.parseLong(total.group(1).replace(",", "")))
            : OptionalLong.empty(),
        output);
  }
}
