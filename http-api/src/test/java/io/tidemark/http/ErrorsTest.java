package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.service.Problem;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Errors of the framework and of Netty, and what every answer has. */
final class ErrorsTest {

  private static final int BODY_BYTES_MAX = 1 << 20;

  private static RunningServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new RunningServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void reset() {
    server.node.reset();
  }

  @ParameterizedTest
  @EnumSource(Problem.Code.class)
  void everyCodeOfTheNodeHasAnAnswer(Problem.Code code) throws Exception {
    server.node.problem = Problem.refused(code, "detail of it");
    Reply reply = server.get("/v1/namespaces");
    assertProblem(reply, reply.status(), code.name().toLowerCase(Locale.ROOT));
    assertEquals("detail of it", reply.json().path("detail").asText());
    assertTrue(List.of(404, 409, 412, 422, 503, 507).contains(reply.status()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nope",
        "/v1",
        "/v2/generate",
        "/generate/more",
        "//generate",
        "/favicon.ico"
      })
  void anUnknownPathIsNotFound(String path) throws Exception {
    assertProblem(server.get(path), 404, "path_not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/generate|POST",
        "OPTIONS|/v1/generate|POST",
        "POST|/v1/namespaces|GET, HEAD",
        "PATCH|/v1/namespaces/a|DELETE, GET, HEAD, PUT",
        "BREW|/version|GET, HEAD",
        "GET|/v1/namespaces/a/raise|POST",
        "TRACE|/health|GET, HEAD"
      })
  void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
    Reply reply = server.send(method, path, BodyPublishers.noBody());
    assertProblem(reply, 405, "method_not_allowed");
    assertEquals(allowed, reply.header("Allow"));
  }

  @ParameterizedTest
  @CsvSource({"POST,/generate", "PUT,/v1/namespaces/a", "POST,/v1/ids/decode"})
  void aBodyOverOneMebibyteIsTooLarge(String method, String path) throws Exception {
    byte[] large = new byte[2 * BODY_BYTES_MAX];
    Arrays.fill(large, (byte) ' ');
    assertProblem(
        server.send(method, path, BodyPublishers.ofByteArray(large)), 413, "body_too_large");
    BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
    assertProblem(server.send(method, path, chunked), 413, "body_too_large");
  }

  @Test
  void aBodyOfExactlyOneMebibyteIsRead() throws Exception {
    String most = "{}" + " ".repeat(BODY_BYTES_MAX - 2);
    assertEquals(200, server.post("/generate", most).status());
    assertProblem(server.post("/generate", most + " "), 413, "body_too_large");
  }

  @Test
  void aBodyThatAnnouncesTooMuchIsRefusedBeforeItComes() throws Exception {
    String answer =
        server.raw("POST /generate HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000000\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("body_too_large"), answer);
  }

  @Test
  void aBodyIsNotDecompressed() throws Exception {
    for (String body : List.of("nope", "\u001f\u008b\u0008")) {
      Reply reply = server.post("/generate", body, "Content-Encoding", "gzip");
      assertProblem(reply, 400, "request_malformed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE||",
        "GET /ver sion HTTP/1.1|Host: a||",
        "GET /version HTTP/1.1|Host: a|no colon||",
        "GET /version HTTP/1.1|Host: a|X-A: a\u0001b||",
        "POST /generate HTTP/1.1|Host: a|Content-Length: abc||",
        "POST /generate HTTP/1.1|Host: a|Content-Length: -5||",
        "POST /generate HTTP/1.1|Host: a|Content-Length: 2|Content-Length: 3||{}",
        "POST /generate HTTP/1.1|Host: a|Content-Length: 5|Transfer-Encoding: chunked||0||",
        "POST /generate HTTP/1.1|Host: a|Transfer-Encoding: chunked||zz||",
        "PUT /v1/namespaces/a HTTP/1.1|Host: a|Transfer-Encoding: chunked||2|{}|zz||",
        "\u0016\u0003\u0001\u0002||"
      })
  void aRequestThatIsNotHttpIsMalformedAndTheConnectionEnds(String lines) throws Exception {
    byte[] request = lines.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    String answer = server.rawUntilClosed(request);
    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 400 .*"), answer);
    assertTrue(answer.contains("application/problem+json"), answer);
    assertTrue(answer.contains("\"code\":\"request_malformed\""), answer);
    assertTrue(answer.contains("X-Request-Id: "), answer);
    assertTrue(server.node.issued.isEmpty() && server.node.changes.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ids/%zz", "/version?a=%zz", "/v1/ids/%"})
  void aPathThatIsNotAUriIsMalformed(String path) throws Exception {
    String answer = server.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertTrue(answer.contains("\"code\":\"request_malformed\""), answer);
  }

  @Test
  void aRequestLineThatIsTooLongIsToldSo() throws Exception {
    String answer = server.raw("GET /v1/ids/" + "1".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(answer.matches("(?s)HTTP/1\\.[01] 414 .*"), answer);
    assertTrue(answer.contains("\"code\":\"uri_too_long\""), answer);
  }

  @Test
  void headersThatAreTooLongAreToldSo() throws Exception {
    String answer =
        server.raw("GET /version HTTP/1.1\r\nHost: a\r\nX: " + "1".repeat(20_000) + "\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
    assertTrue(answer.contains("\"code\":\"headers_too_large\""), answer);
  }

  @ParameterizedTest
  @CsvSource({"POST,/generate,true,unknown", "GET,/v1/namespaces,true,refused"})
  void aFaultIsToldWithoutItsInsidesAndLoggedWithTheRequestId(
      String method, String path, boolean retryable, String outcome) throws Exception {
    server.node.fault = new IllegalStateException("the secret inside");
    List<ILoggingEvent> logged =
        logged(
            "io.tidemark.http.edge.Errors",
            Level.ERROR,
            () -> {
              Reply reply =
                  server.send(method, path, BodyPublishers.noBody(), "X-Request-Id", "fault-1");
              assertProblem(reply, 500, "internal_error");
              assertFalse(reply.body().contains("secret"));
              assertEquals(retryable, reply.json().path("retryable").asBoolean());
              assertEquals(outcome, reply.json().path("outcome").asText());
            });
    assertEquals(1, logged.size());
    assertTrue(logged.getFirst().getFormattedMessage().contains("fault-1"));
    assertEquals("fault-1", logged.getFirst().getMDCPropertyMap().get("request_id"));
    assertEquals("the secret inside", logged.getFirst().getThrowableProxy().getMessage());
  }

  @Test
  void aFaultOfAChangeLeavesItsOutcomeUnknown() throws Exception {
    server.node.fault = new IllegalStateException("broken");
    Reply reply = server.put("/v1/namespaces/a", "{}");
    assertProblem(reply, 500, "internal_error");
    assertEquals("unknown", reply.json().path("outcome").asText());
    assertFalse(reply.json().path("retryable").asBoolean());
  }

  @Test
  void aServerErrorLeavesTheConnectionOpen() throws Exception {
    server.node.problem = Problem.unavailable(Problem.Code.NO_QUORUM, "no leader");
    String answer = server.raw("POST /generate HTTP/1.1\r\nHost: a\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
    assertFalse(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
  }

  @Test
  void aRequestIdIsTakenAndEchoed() throws Exception {
    for (String id : List.of("a", "Az09._~:/+=@-", "x".repeat(128))) {
      assertEquals(id, server.get("/version", "X-Request-Id", id).header("X-Request-Id"));
      assertEquals(id, server.get("/nope", "X-Request-Id", id).header("X-Request-Id"));
    }
  }

  @Test
  void aRequestIdThatCouldDoHarmIsReplaced() throws Exception {
    for (String id : List.of("a b", "x".repeat(129), "<script>", "a\"b", "a;b")) {
      String given = server.get("/version", "X-Request-Id", id).header("X-Request-Id");
      assertTrue(given.matches("[0-9a-f]{16}-[0-9a-f]+"), given);
    }
  }

  @Test
  void requestIdsThatAreMadeDiffer() throws Exception {
    assertNotEquals(
        server.get("/version").header("X-Request-Id"),
        server.get("/version").header("X-Request-Id"));
  }

  @Test
  void theAccessLogAtDebugTellsRequestIdAndTraceparent() throws Exception {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    List<ILoggingEvent> logged =
        logged(
            "io.tidemark.http.access",
            Level.DEBUG,
            () -> {
              server.get("/version?a=1", "X-Request-Id", "traced-1", "traceparent", traceparent);
              server.get("/version", "traceparent", "00-nonsense");
            });
    assertEquals(2, logged.size());
    String line = logged.getFirst().getFormattedMessage();
    assertTrue(line.startsWith("GET /version?a=1 200 in "), line);
    assertTrue(line.endsWith("request traced-1, traceparent " + traceparent), line);
    assertEquals(
        Map.of("request_id", "traced-1", "traceparent", traceparent),
        logged.getFirst().getMDCPropertyMap());
    assertTrue(logged.getLast().getFormattedMessage().endsWith("traceparent null"));
    assertFalse(
        LoggerFactory.getLogger("io.tidemark.http.access").isDebugEnabled(),
        "silent unless asked for");
  }

  /** A piece of a test. */
  private interface Action {
    void run() throws Exception;
  }

  private static List<ILoggingEvent> logged(String name, Level level, Action action)
      throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(name);
    RecordingAppender appender = new RecordingAppender();
    appender.start();
    Level before = logger.getLevel();
    logger.setLevel(level);
    logger.setAdditive(false);
    logger.addAppender(appender);
    try {
      action.run();
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(before);
      logger.setAdditive(true);
    }
    return List.copyOf(appender.events);
  }

  private static final class RecordingAppender extends AppenderBase<ILoggingEvent> {

    final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      events.add(event);
    }
  }
}
