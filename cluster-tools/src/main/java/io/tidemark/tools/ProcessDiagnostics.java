package io.tidemark.tools;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.tidemark.http.resource.Diagnostics;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * What this process tells of itself.
 *
 * @param configuration secrets are hidden in it
 */
record ProcessDiagnostics(Map<String, String> configuration) implements Diagnostics {
  private static final int THREADS_MAX = 2_000;
  private static final int FRAMES_MAX = 100;

  /** The name of the appender in logback.xml. */
  private static final String TAIL = "tail";

  @Override
  public String threads() {
    ThreadInfo[] threads =
        ManagementFactory.getThreadMXBean().dumpAllThreads(false, false, FRAMES_MAX);
    StringBuilder dump = new StringBuilder();
    dump.append("%d platform threads; virtual ones are not listed\n".formatted(threads.length));
    for (int i = 0; i < Math.min(threads.length, THREADS_MAX); i++) {
      append(dump, threads[i]);
    }
    if (threads.length > THREADS_MAX) {
      dump.append("\n%d more\n".formatted(threads.length - THREADS_MAX));
    }
    return dump.toString();
  }

  private static void append(StringBuilder dump, ThreadInfo thread) {
    LockInfo lock = thread.getLockInfo();
    dump.append(
        "\n\"%s\" %d %s%s%s\n"
            .formatted(
                thread.getThreadName(),
                thread.getThreadId(),
                thread.getThreadState(),
                lock == null ? "" : " on " + lock,
                thread.getLockOwnerName() == null ? "" : " held by " + thread.getLockOwnerName()));
    for (StackTraceElement frame : thread.getStackTrace()) {
      dump.append("    at ").append(frame).append('\n');
    }
  }

  @Override
  public String log() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      Appender<ILoggingEvent> appender = root.getAppender(TAIL);
      if (appender instanceof LogTail tail) {
        return tail.text();
      }
    }
    return "the log is not kept: logback.xml has no appender '%s'\n".formatted(TAIL);
  }
}
