package io.tidemark.http.edge;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for every answer; silent unless asked for. */
public final class AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.tidemark.http.access");

  private AccessLog() {}

  /** Whether anybody wants the lines. */
  public static boolean isOn() {
    return LOG.isDebugEnabled();
  }

  /**
   * Writes the line of an answer.
   *
   * @param nanos from the request to the answer
   */
  public static void write(
      String method,
      Object uri,
      int status,
      long nanos,
      String requestId,
      @Nullable String traceparent) {
    LOG.debug(
        "{} {} {} in {} us, request {}, traceparent {}",
        method,
        uri,
        status,
        nanos / 1_000,
        requestId,
        traceparent);
  }
}
