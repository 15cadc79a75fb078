package io.tidemark.tools;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ends this process when its standard input ends. A parent that holds the other end of the pipe so
 * takes its children along however it dies, also by SIGKILL.
 */
final class StdinWatch {
  private StdinWatch() {}

  /**
   * Starts watching.
   *
   * @param onEnd called once, on a thread of its own
   */
  static void start(InputStream stdin, Runnable onEnd) {
    Thread.ofPlatform()
        .daemon()
        .name("tidemark-stdin-watch")
        .start(
            () -> {
              awaitEnd(stdin);
              onEnd.run();
            });
  }

  private static void awaitEnd(InputStream stdin) {
    byte[] ignored = new byte[64];
    try {
      while (stdin.read(ignored) >= 0) {
        // Nothing is expected; only the end matters.
      }
    } catch (IOException e) {
      // An input that broke has ended, too.
    }
  }
}
