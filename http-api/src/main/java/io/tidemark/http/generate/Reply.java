package io.tidemark.http.generate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import io.netty.util.AsciiString;
import io.tidemark.http.edge.Answers;
import io.tidemark.http.edge.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was not sent yet.
 *
 * @param extraName of one more header; null if there is none
 */
record Reply(
    HttpResponseStatus status,
    AsciiString contentType,
    ByteBuf body,
    @Nullable AsciiString extraName,
    CharSequence extraValue) {

  static final AsciiString JSON = AsciiString.cached(Answers.JSON);
  static final AsciiString PLAIN = AsciiString.cached(Answers.PLAIN);

  private static final AsciiString PROBLEM = AsciiString.cached(Refusal.MEDIA_TYPE);
  static final AsciiString REQUEST_ID = AsciiString.cached(Answers.REQUEST_ID);
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  private static final AsciiString DATE = AsciiString.cached("Date");
  private static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
  private static final AsciiString NO_STORE = AsciiString.cached("no-store");
  private static final AsciiString TYPE_OPTIONS = AsciiString.cached("X-Content-Type-Options");
  private static final AsciiString NO_SNIFF = AsciiString.cached("nosniff");

  /** Lengths below this are written as text once for all. */
  private static final int USUAL_LENGTH_END = 512;

  private static final AsciiString[] USUAL_LENGTHS = usualLengths();

  /** IDs. */
  static Reply ids(AsciiString contentType, ByteBuf body) {
    return new Reply(HttpResponseStatus.OK, contentType, body, null, "");
  }

  /** A refusal. */
  static Reply problem(Caller caller, Refusal refusal) {
    int status = refusal.type().status();
    AsciiString extraName = null;
    CharSequence extraValue = "";
    if (status == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
      extraName = HttpHeaderNames.RETRY_AFTER;
      extraValue = refusal.retryAfter();
    } else if (status == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
      extraName = HttpHeaderNames.ALLOW;
      extraValue = "POST";
    }
    // An ID that is burned is no harm, so the call may always be made again.
    ByteBuf body = Unpooled.wrappedBuffer(refusal.json(caller.id(), true));
    return new Reply(HttpResponseStatus.valueOf(status), PROBLEM, body, extraName, extraValue);
  }

  /**
   * The message to send.
   *
   * @param last whether the connection ends with it
   */
  FullHttpResponse message(Caller caller, AsciiString date, boolean last) {
    HttpHeaders headers =
        extraName == null && !last
            ? new ReadOnlyHttpHeaders(
                false,
                REQUEST_ID,
                caller.id(),
                CONTENT_TYPE,
                contentType,
                CONTENT_LENGTH,
                length(body.readableBytes()),
                TYPE_OPTIONS,
                NO_SNIFF,
                CACHE_CONTROL,
                NO_STORE,
                DATE,
                date)
            : rareHeaders(caller, date, last);
    HttpVersion version = caller.head().protocolVersion();
    return new DefaultFullHttpResponse(version, status, body, headers, EmptyHttpHeaders.INSTANCE);
  }

  private HttpHeaders rareHeaders(Caller caller, AsciiString date, boolean last) {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.set(REQUEST_ID, caller.id());
    headers.set(CONTENT_TYPE, contentType);
    headers.set(CONTENT_LENGTH, length(body.readableBytes()));
    headers.set(TYPE_OPTIONS, NO_SNIFF);
    headers.set(CACHE_CONTROL, NO_STORE);
    headers.set(DATE, date);
    if (extraName != null) {
      headers.set(extraName, extraValue);
    }
    if (last) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return headers;
  }

  private static CharSequence length(int bytes) {
    return bytes < USUAL_LENGTH_END ? USUAL_LENGTHS[bytes] : Integer.toString(bytes);
  }

  private static AsciiString[] usualLengths() {
    AsciiString[] lengths = new AsciiString[USUAL_LENGTH_END];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = AsciiString.cached(Integer.toString(i));
    }
    return lengths;
  }
}
