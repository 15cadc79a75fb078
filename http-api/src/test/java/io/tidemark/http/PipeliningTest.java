package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests on one connection, before the first is answered; and requests in pieces. */
final class PipeliningTest {

  private static final Pattern ANSWER =
      Pattern.compile("HTTP/1\\.1 (\\d+) [^\r]*\r\n(?s:.*?)X-Request-Id: ([^\r]*)\r\n");

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

  @Test
  void answersComeInTheOrderOfTheirRequestsWhoeverAnswersThem() throws Exception {
    StringBuilder requests = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      requests.append(
          switch (i % 5) {
            case 0 -> get("/version", "r" + i);
            case 1 -> post("{\"count\":3}", "r" + i);
            case 2 -> get("/generate", "r" + i);
            case 3 -> post("", "r" + i);
            default -> get("/v1/cluster", "r" + i);
          });
      expected.add((i % 5 == 2 ? "405 r" : "200 r") + i);
    }
    assertEquals(expected, answers(requests.toString()));
  }

  @Test
  void aRequestThatWaitsHoldsUpTheAnswersBehindItButNotTheirIssuing() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.node.waiting = () -> await(release);
    server.node.waits = count -> count == 2;
    String requests =
        post("{\"count\":2}", "a")
            + post("{\"count\":5}", "b")
            + post("{\"count\":2}", "c")
            + get("/version", "d")
            + post("{\"count\":7}", "e");
    CompletableFuture<List<String>> answers =
        CompletableFuture.supplyAsync(() -> answers(requests));
    Awaitility.await()
        .until(() -> server.node.issued.stream().anyMatch(request -> request.count() == 5));
    assertFalse(answers.isDone());
    release.countDown();
    assertEquals(
        List.of("200 a", "200 b", "200 c", "200 d", "200 e"),
        answers.get(RunningServer.REQUEST_MILLIS_MAX, TimeUnit.MILLISECONDS));
  }

  @Test
  void oneConnectionBeginsOnlySoManyRequestsAtOnce() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    server.node.waiting =
        () -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          now.decrementAndGet();
        };
    List<Integer> numbers = IntStream.range(0, 1_000).boxed().toList();
    StringBuilder requests = new StringBuilder();
    numbers.forEach(i -> requests.append(post("{\"count\":1000}", "r" + i)));
    // Unbounded, they would take all the places that calls have to wait in, and be refused.
    assertEquals(numbers.stream().map(i -> "200 r" + i).toList(), answers(requests.toString()));
    assertTrue(most.get() <= 10, () -> most + " requests waited at once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /generate HTTP/1.1|Host: a|Content-Length: 11||{\"count\":2}",
        "POST /generate HTTP/1.1|Host: a|Transfer-Encoding: chunked||4|{\"co|7|unt\":2}|0||",
        "POST /v1/generate HTTP/1.1|Host: a|Transfer-Encoding: chunked||b;x=y|{\"count\":2}|0|T:"
            + " u||"
      })
  void aRequestMayComeByteByByte(String lines) throws Exception {
    byte[] request = lines.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = connected()) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < 2; i++) {
        for (byte part : request) {
          socket.getOutputStream().write(part);
          socket.getOutputStream().flush();
        }
        String answer = readUntil(socket.getInputStream(), "]}");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
      }
    }
  }

  @Test
  void aCallerThatAsksFirstIsToldToGoOnWhenItIsItsTurn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.node.waiting = () -> await(release);
    server.node.waits = count -> count == 2;
    String head = "POST /generate HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n";
    try (Socket socket = connected()) {
      write(socket, post("{\"count\":2}", "a") + head + "Expect: 100-continue\r\n\r\n");
      release.countDown();
      String answers = readUntil(socket.getInputStream(), "100 Continue\r\n\r\n");
      assertTrue(answers.startsWith("HTTP/1.1 200 OK\r\n"), answers);
      write(socket, "{}");
      String answer = readUntil(socket.getInputStream(), "\"}");
      assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsNotAskedForAndEndsTheConnection() throws Exception {
    String request =
        "POST /generate HTTP/1.1|Host: a|Content-Length: 2000000|Expect: 100-continue||"
            .replace("|", "\r\n");
    String answer = server.rawUntilClosed(bytes(request));
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("\r\nconnection: close\r\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /generate HTTP/1.1|Host: a|Connection: close||",
        "POST /generate HTTP/1.1|Host: a|Connection: Keep-Alive, Close||",
        "POST /generate HTTP/1.0||"
      })
  void nothingIsAnsweredAfterTheLastRequest(String lines) throws Exception {
    String last = lines.replace("|", "\r\n");
    String answers = server.rawUntilClosed(bytes(last + post("", "behind") + get("/version", "b")));
    assertEquals(1, answers.split("HTTP/1", -1).length - 1, answers);
    assertTrue(answers.contains("200 OK"), answers);
    assertEquals(1, server.node.issued.size());
  }

  @Test
  void aBodyThatBreaksOffInTheMiddleOfALineOfRequestsEndsIt() throws Exception {
    String broken =
        "POST /generate HTTP/1.1|Host: a|Transfer-Encoding: chunked||2|{}|zz|".replace("|", "\r\n");
    String answers = server.rawUntilClosed(bytes(post("", "a") + broken + post("", "behind")));
    assertTrue(answers.startsWith("HTTP/1.1 200 OK"), answers);
    assertTrue(answers.contains("HTTP/1.1 400 "), answers);
    assertFalse(answers.contains("behind"), answers);
    assertEquals(1, server.node.issued.size());
  }

  @Test
  void theRouteIsFoundWhereverItsNameStands() throws Exception {
    for (String target :
        List.of("/generate?a=b", "/v1/generate/", "http://a/generate", "/generate/?x")) {
      String answer = server.raw("POST " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }
    for (String target : List.of("/generate;a=b", "/v1/../generate", "//generate", "/generates")) {
      String answer = server.raw("POST " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    }
  }

  private static String post(String body, String requestId) {
    return "POST /generate HTTP/1.1\r\nHost: a\r\nX-Request-Id: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(requestId, body.length(), body);
  }

  private static String get(String path, String requestId) {
    return "GET %s HTTP/1.1\r\nHost: a\r\nX-Request-Id: %s\r\n\r\n".formatted(path, requestId);
  }

  /** The statuses and request ids of the answers, in their order. */
  private static List<String> answers(String requests) {
    int last = requests.lastIndexOf("Host: a\r\n");
    String ending =
        requests.substring(0, last) + "Connection: close\r\n" + requests.substring(last);
    try {
      List<String> answers = new ArrayList<>();
      for (MatchResult answer :
          ANSWER.matcher(server.rawUntilClosed(bytes(ending))).results().toList()) {
        answers.add(answer.group(1) + " " + answer.group(2));
      }
      return answers;
    } catch (IOException e) {
      throw new AssertionError("the connection broke", e);
    }
  }

  private static Socket connected() throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server.port());
    socket.setSoTimeout(RunningServer.REQUEST_MILLIS_MAX);
    return socket;
  }

  private static void write(Socket socket, String text) throws Exception {
    socket.getOutputStream().write(bytes(text));
    socket.getOutputStream().flush();
  }

  private static String readUntil(InputStream in, String end) throws Exception {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      assertTrue(next >= 0, () -> "the connection ended after " + read);
      read.append((char) next);
    }
    return read.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(RunningServer.REQUEST_MILLIS_MAX, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
