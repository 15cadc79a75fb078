package io.tidemark.simulation;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** What happened, one line an event, for people. Silent unless one seed is replayed. */
final class Trace {

  private final @Nullable PrintStream out;
  private final Scheduler scheduler;
  private final long startMillis;

  Trace(Scheduler scheduler, @Nullable PrintStream out) {
    this.scheduler = scheduler;
    this.out = out;
    this.startMillis = scheduler.nowMillis();
  }

  /**
   * Notes a line. The arguments are put in with {@code String.formatted}, only if it is printed.
   */
  @SuppressWarnings("AnnotateFormatMethod") // Its annotation is not among the dependencies.
  void note(String pattern, Object... arguments) {
    if (out != null) {
      long sinceStart = scheduler.nowMillis() - startMillis;
      out.println("%10.3f  %s".formatted(sinceStart / 1_000.0, pattern.formatted(arguments)));
    }
  }
}
