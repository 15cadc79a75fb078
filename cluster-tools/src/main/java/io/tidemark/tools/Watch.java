package io.tidemark.tools;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Shows something again and again until the process is told to end, which then is no failure: in
 * place on a terminal, one after the other elsewhere.
 */
final class Watch {
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_SCREEN = "\u001b[2J";
  private static final long END_MILLIS_MAX = 500;

  private final PrintWriter out;
  private final boolean inPlace;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param inPlace whether each frame overwrites the one before
   */
  Watch(PrintWriter out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  /**
   * Has a signal end the watch with exit code 0.
   *
   * @param halt ends the process at once with the given code
   */
  void endOnSignal(IntConsumer halt) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop();
                  awaitEnd();
                  halt.accept(ExitCode.OK.code());
                },
                "tidemark-watch-end"));
  }

  /** Lets {@link #run} end after its frame. */
  void stop() {
    asked.countDown();
  }

  /** Shows frames until told to stop. */
  void run(Supplier<String> frames, Duration interval) throws InterruptedException {
    try {
      if (inPlace) {
        out.print(CLEAR_SCREEN);
      }
      do {
        show(frames.get());
      } while (!asked.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      ended.countDown();
    }
  }

  private void show(String frame) {
    if (inPlace) {
      out.print(HOME);
      frame.lines().forEach(line -> out.print(line + CLEAR_LINE + "\n"));
      out.print(CLEAR_BELOW);
    } else {
      out.print(frame.endsWith("\n") ? frame : frame + "\n");
    }
    out.flush();
  }

  private void awaitEnd() {
    try {
      var _ = ended.await(END_MILLIS_MAX, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
