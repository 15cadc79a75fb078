package io.tidemark.http.edge;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Puts a request's identity into every log line of this thread until closed. */
public final class LoggedAs implements AutoCloseable {

  private final boolean traced;

  /**
   * @param requestId as the answer tells it
   * @param traceparent null if there was none
   */
  public LoggedAs(String requestId, @Nullable String traceparent) {
    traced = traceparent != null;
    MDC.put("request_id", requestId);
    if (traced) {
      MDC.put(TraceContext.HEADER, traceparent);
    }
  }

  LoggedAs(Exchange exchange) {
    this(exchange.id(), exchange.traceparent());
  }

  @Override
  public void close() {
    MDC.remove("request_id");
    if (traced) {
      MDC.remove(TraceContext.HEADER);
    }
  }
}
