package io.tidemark.tools;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;

/** Keeps the last part of the log in memory. Made by logback.xml. */
public final class LogTail extends OutputStreamAppender<ILoggingEvent> {

  /** Some 5,000 lines. */
  static final int BYTES_MAX = 1 << 20;

  private final RingOutput ring = new RingOutput(BYTES_MAX);

  @Override
  public void start() {
    setOutputStream(ring);
    super.start();
  }

  /** Whole lines, the oldest first. */
  String text() {
    return ring.text();
  }
}
