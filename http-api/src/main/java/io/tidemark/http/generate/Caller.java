package io.tidemark.http.generate;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.tidemark.http.edge.Accepts;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.LoggedAs;
import io.tidemark.http.edge.RefusedException;
import io.tidemark.http.edge.TraceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to the route: who asked, and how the answer is to be told.
 *
 * @param head without the body
 * @param id taken from the caller or made
 * @param startNanos of the ticker; 0 while nobody reads the access log
 */
record Caller(HttpRequest head, String id, long startNanos) {

  private static final List<String> OFFERS = List.of(Answers.JSON, Answers.PLAIN);

  /** The route's path, as far as it was given in its usual form. */
  String path() {
    return Route.path(head.uri());
  }

  String method() {
    return head.method().name();
  }

  @Nullable String traceparent() {
    return TraceContext.wellFormed(head.headers().get(TraceContext.HEADER));
  }

  LoggedAs logged() {
    return new LoggedAs(id, traceparent());
  }

  /** Whether the connection can take another request after this one. */
  boolean keepsConnection() {
    return head.protocolVersion().isKeepAliveDefault()
        && !head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
  }

  /** Whether the IDs are wanted as lines of text. */
  boolean wantsPlain() throws RefusedException {
    // Most callers say nothing.
    return head.headers().contains(HttpHeaderNames.ACCEPT)
        && Accepts.negotiated(head.headers().getAll(HttpHeaderNames.ACCEPT), OFFERS)
            .equals(Answers.PLAIN);
  }
}
