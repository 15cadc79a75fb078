package io.tidemark.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls the first node that can serve. A node that can't be connected to, or that says 503, is left
 * for the next; a call that may have taken effect is only repeated if that does no harm.
 *
 * <p>Uses {@code HttpURLConnection} because a command lives for a moment: to the first answer it
 * costs a tenth of the processor time that {@code java.net.http} takes.
 */
final class ApiClient {
  private static final int CONNECT_MILLIS_MAX = 2_000;
  private static final int BODY_BYTES_MAX = 16 << 20;

  private final List<Endpoint> endpoints;

  /**
   * @param endpoints in the order in which they are tried
   */
  ApiClient(List<Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
  }

  ApiResult call(ApiCall call) {
    List<String> reasons = new ArrayList<>();
    ApiResult.Answered unavailable = null;
    for (Endpoint endpoint : endpoints) {
      HttpURLConnection connection;
      try {
        connection = connect(endpoint, call);
      } catch (IOException e) {
        reasons.add(reason(endpoint, e));
        continue;
      }
      try {
        ApiResult.Answered answered = exchange(endpoint, connection, sent(call));
        boolean elsewhere =
            answered.status() == HttpURLConnection.HTTP_UNAVAILABLE
                && (call.repeatable() || Failure.nothingHappened(answered));
        if (!elsewhere) {
          return answered;
        }
        unavailable = unavailable == null ? answered : unavailable;
      } catch (IOException e) {
        if (!call.repeatable()) {
          return new ApiResult.Unknown(reason(endpoint, e));
        }
        reasons.add(reason(endpoint, e));
      } finally {
        connection.disconnect();
      }
    }
    return unavailable == null ? new ApiResult.Unreachable(reasons) : unavailable;
  }

  /** Once it returns, the call may have been sent. */
  private static HttpURLConnection connect(Endpoint endpoint, ApiCall call) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) endpoint.base().resolve(call.path()).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS_MAX);
    connection.setReadTimeout(call.answerMillisMax());
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(call.method());
    connection.setRequestProperty("Accept", call.accept());
    call.headers().forEach(connection::setRequestProperty);
    byte @Nullable [] body = sent(call);
    if (body != null) {
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      // What is streamed is not sent again behind our back when a connection breaks.
      connection.setFixedLengthStreamingMode(body.length);
    }
    connection.connect();
    return connection;
  }

  /** The body, if need be an empty one; null for a call that may be sent again without. */
  private static byte @Nullable [] sent(ApiCall call) {
    byte @Nullable [] body = call.bodyBytes();
    return body == null && !call.repeatable() ? new byte[0] : body;
  }

  private static ApiResult.Answered exchange(
      Endpoint endpoint, HttpURLConnection connection, byte @Nullable [] body) throws IOException {
    if (body != null) {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
    }
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] answer = in == null ? new byte[0] : in.readNBytes(BODY_BYTES_MAX + 1);
      if (answer.length > BODY_BYTES_MAX) {
        throw new IOException("the answer is larger than %d bytes".formatted(BODY_BYTES_MAX));
      }
      return new ApiResult.Answered(endpoint, status, new String(answer, StandardCharsets.UTF_8));
    }
  }

  private static String reason(Endpoint endpoint, IOException e) {
    if (e instanceof UnknownHostException) {
      return "%s: no such host".formatted(endpoint);
    }
    String message = e.getMessage();
    return "%s: %s"
        .formatted(endpoint, message == null ? e.getClass().getSimpleName() : message.strip());
  }
}
