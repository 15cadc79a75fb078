package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Time bounds that we promise, given slack for a machine that does other things. {@code
 * -Dtidemark.it.slack=1} takes them at their word.
 */
final class Bounds {
  private static final double SLACK =
      Double.parseDouble(System.getProperty("tidemark.it.slack", "3"));

  private Bounds() {}

  /** Prints a measured time and checks it. */
  static void check(String name, double millis, double promisedMillisMax) {
    Measured.print(name + "_millis", millis);
    assertTrue(
        millis <= promisedMillisMax * SLACK,
        () ->
            "%s took %.0f ms, more than %.0f ms x %.1f"
                .formatted(name, millis, promisedMillisMax, SLACK));
  }

  static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }
}
