package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertFaults;
import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.TenantId;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.service.IssueRequest;
import io.tidemark.node.service.IssueRequest.Source;
import io.tidemark.node.service.Problem;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GenerateTest {

  private static final String UUID = "[0-9a-f-]{36}";

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
  @ValueSource(strings = {"/generate", "/v1/generate"})
  void anEmptyBodyGivesOneIdOfTheDefaultNamespace(String path) throws Exception {
    Reply reply = server.send("POST", path, BodyPublishers.noBody());
    assertEquals(200, reply.status());
    assertEquals("application/json", reply.header("Content-Type"));
    assertEquals("no-store", reply.header("Cache-Control"));
    assertEquals(Set.of("id"), names(reply.json()));
    assertTrue(reply.json().path("id").asText().matches(UUID));
    assertTrue(reply.json().path("id").isTextual());
    assertEquals(
        new IssueRequest(TenantId.DEFAULT, new Source.OfNamespace(NamespaceName.DEFAULT), 1),
        server.node.issued.peek());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/xml",
        ";;;",
        "no type at all",
        "a/b; charset=\"",
        "application/json; charset=utf-99"
      })
  void theBodyIsJsonWhateverItsTypeSays(String contentType) throws Exception {
    Reply reply = server.post("/generate", "{\"count\":2}", "Content-Type", contentType);
    assertEquals(200, reply.status(), reply.body());
    assertEquals(2, reply.json().path("ids").size());
  }

  @Test
  void aBodyNeedsNoTypeAtAll() throws Exception {
    String answer =
        server.raw("POST /generate HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n{\"count\":2}");
    assertTrue(answer.contains("\"ids\":["), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\r\n\t ", "{}", " {} ", "{\"count\":null,\"namespace\":null}"})
  void nothingMeansOneUuid7OfDefault(String body) throws Exception {
    Reply reply = server.post("/generate", body);
    assertEquals(200, reply.status(), reply.body());
    assertEquals(Set.of("id"), names(reply.json()));
  }

  @Test
  void aNamespaceIsAskedByItsName() throws Exception {
    server.put("/v1/namespaces/orders", "{\"kind\":\"sequence\"}");
    Reply reply = server.post("/generate", "{\"namespace\":\"orders\"}");
    assertEquals(200, reply.status());
    assertEquals(
        new IssueRequest(TenantId.DEFAULT, new Source.OfNamespace(new NamespaceName("orders")), 1),
        server.node.issued.peek());
  }

  @ParameterizedTest
  @CsvSource({
    "uuid7,UUID7",
    "uuid,UUID7",
    "uuid4,UUID4",
    "ulid,ULID",
    "snowflake,SNOWFLAKE",
    "snowflake53,SNOWFLAKE53",
    "ksuid,KSUID",
    "nanoid,NANOID",
    "objectid,OBJECTID"
  })
  void aFormatIsAKindWithoutANamespace(String format, Kind kind) throws Exception {
    Reply reply = server.post("/generate", "{\"format\":\"%s\",\"count\":1}".formatted(format));
    assertEquals(200, reply.status());
    assertEquals(Set.of("ids"), names(reply.json()), "ids whenever count is given, also for 1");
    assertEquals(1, reply.json().path("ids").size());
    assertEquals(
        new IssueRequest(TenantId.DEFAULT, new Source.OfKind(kind), 1), server.node.issued.peek());
  }

  @Test
  void theLargestBatchIsWhole() throws Exception {
    Reply reply = server.post("/generate", "{\"count\":10000}");
    assertEquals(200, reply.status());
    List<String> ids = new ArrayList<>();
    reply.json().path("ids").forEach(id -> ids.add(id.asText()));
    assertEquals(10_000, ids.size());
    assertEquals(10_000, Set.copyOf(ids).size());
    assertEquals(ids.stream().sorted().toList(), ids);
  }

  @Test
  void plainTextIsOneIdALine() throws Exception {
    Reply one = server.post("/generate", "", "Accept", "text/plain");
    assertEquals(200, one.status());
    assertEquals("text/plain", one.header("Content-Type"));
    assertTrue(one.body().matches(UUID + "\n"), one.body());
    Reply three = server.post("/generate", "{\"count\":3}", "Accept", "text/plain");
    assertTrue(three.body().matches("(" + UUID + "\n){3}"), three.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|application/json",
        "text/*|text/plain",
        "application/json;q=0.5, text/plain;q=0.9|text/plain",
        "text/plain;q=0.5, application/json|application/json",
        "text/html,*/*;q=0.1|application/json",
        "application/json;q=0, */*|text/plain",
        "TEXT/PLAIN; charset=utf-8|text/plain",
        "nonsense|application/json"
      })
  void theCallersPreferenceIsHonoured(String accept, String contentType) throws Exception {
    Reply reply = server.post("/generate", "{}", "Accept", accept);
    assertEquals(200, reply.status(), reply.body());
    assertEquals(contentType, reply.header("Content-Type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/png", "text/html", "application/json;q=0", "*/*;q=0"})
  void anythingElseIsNotAcceptableAndBurnsNoId(String accept) throws Exception {
    assertProblem(server.post("/generate", "{}", "Accept", accept), 406, "not_acceptable");
    assertTrue(server.node.issued.isEmpty());
  }

  @Test
  void aRefusalIsAProblemAlsoForThoseWhoWantPlainText() throws Exception {
    Reply reply = server.post("/generate", "{\"count\":0}", "Accept", "text/plain");
    assertProblem(reply, 422, "request_invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "10001",
        "1e30",
        "1.5",
        "1e3",
        "5.0",
        "\"5\"",
        "true",
        "[1]",
        "{}",
        "-0",
        "99999999999999999999999999999999999999999999"
      })
  void aCountThatIsNotAnIntegerWithinBoundsIsRefused(String count) throws Exception {
    Reply reply = server.post("/generate", "{\"count\":%s}".formatted(count));
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, "count");
    assertTrue(reply.json().path("detail").asText().contains("from 1 to 10000"), reply.body());
    assertTrue(server.node.issued.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{]",
        "{\"count\":}",
        "{count:1}",
        "{'count':1}",
        "{\"count\":1,}",
        "{} {}",
        "{}x",
        "nope",
        "{\"count\":01}",
        "{\"count\":+1}",
        "{\"count\":NaN}",
        "// {}",
        "\u0000",
        "{\"format\":\"\\ud800\"}",
        "{\"format\":\"a\nb\"}",
        "\ufeff{}"
      })
  void whatIsNotJsonIsMalformed(String body) throws Exception {
    assertProblem(server.post("/generate", body), 400, "request_malformed");
    assertTrue(server.node.issued.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\"", "null", "true"})
  void jsonThatIsNoObjectIsInvalid(String body) throws Exception {
    Reply reply = server.post("/generate", body);
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, "body");
  }

  @Test
  void brokenUtf8IsMalformed() throws Exception {
    for (String hex : List.of("80", "c328", "c080", "eda080", "f4908080", "e282")) {
      byte[] bytes = HexFormat.of().parseHex("7b22" + hex + "223a317d");
      Reply reply = server.send("POST", "/generate", BodyPublishers.ofByteArray(bytes));
      assertProblem(reply, 400, "request_malformed");
      assertTrue(reply.json().path("detail").asText().contains("UTF-8"), hex);
    }
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16BE);
    assertProblem(
        server.send("POST", "/generate", BodyPublishers.ofByteArray(utf16)),
        400,
        "request_malformed");
  }

  @Test
  void deepNestingIsMalformed() throws Exception {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertProblem(server.post("/generate", deep), 400, "request_malformed");
    String objects = "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000);
    assertProblem(server.post("/generate", objects), 400, "request_malformed");
  }

  @Test
  void everyFaultOfABodyIsToldAtOnce() throws Exception {
    Reply reply =
        server.post(
            "/generate", "{\"count\":0,\"format\":\"uuid9\",\"Count\":1,\"namespce\":\"x\"}");
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, "format", "count", "Count", "namespce");
  }

  @Test
  void thousandsOfFaultsAreNotAllTold() throws Exception {
    StringBuilder body = new StringBuilder("{\"count\":1");
    for (int i = 0; i < 20_000; i++) {
      body.append(",\"unknown").append(i).append("\":1");
    }
    Reply reply = server.post("/generate", body.append('}').toString());
    assertProblem(reply, 422, "request_invalid");
    assertEquals(20, reply.json().path("errors").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"count\":1,\"count\":2}",
        "{\"count\":1,\"count\":1}",
        "{\"count\":1,\"\\u0063ount\":1}",
        "{\"count\":null,\"count\":1}"
      })
  void aRepeatedFieldIsRefused(String body) throws Exception {
    Reply reply = server.post("/generate", body);
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, "count");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"format\":\"uuid9\"}|format",
        "{\"format\":\"UUID7\"}|format",
        "{\"format\":\"sequence\"}|format",
        "{\"format\":\"typeid\"}|format",
        "{\"format\":7}|format",
        "{\"namespace\":\"orders\",\"format\":\"ulid\"}|format",
        "{\"namespace\":\"Orders\"}|namespace",
        "{\"namespace\":\"\"}|namespace",
        "{\"namespace\":\"a/b\"}|namespace",
        "{\"namespace\":\"-a\"}|namespace",
        "{\"namespace\":5}|namespace"
      })
  void aFieldThatCanMeanNothingIsRefused(String body, String field) throws Exception {
    Reply reply = server.post("/generate", body);
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, field);
  }

  @Test
  void anUnknownNamespaceIsNotFound() throws Exception {
    Reply reply = server.post("/generate", "{\"namespace\":\"nowhere\"}");
    assertProblem(reply, 404, "namespace_not_found");
    assertEquals("refused", reply.json().path("outcome").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "/generate, {\"namespace\":\"nowhere\"}",
    "/v1/generate, {\"count\":0}",
    "/generate, {broken"
  })
  void whateverBecameOfItACallMayBeMadeAgainSinceABurnedIdIsNoHarm(String path, String body)
      throws Exception {
    Reply reply = server.post(path, body);
    assertTrue(reply.status() >= 400, reply::body);
    assertTrue(reply.json().path("retryable").asBoolean());
  }

  @Test
  void aCallWhoseOutcomeIsUnknownMayAlwaysBeMadeAgain() throws Exception {
    server.node.problem = Problem.unknown(Problem.Code.NO_QUORUM, "no answer came", false);
    Reply reply = server.post("/generate", "{}");
    assertProblem(reply, 503, "no_quorum");
    assertEquals("unknown", reply.json().path("outcome").asText());
    assertTrue(reply.json().path("retryable").asBoolean());
  }

  @Test
  void whatMemoryCanGiveIsIssuedOnTheEventLoop() throws Exception {
    server.post("/generate", "{}");
    assertFalse(server.node.issuingThreads.peek().isVirtual());
  }

  @Test
  void aCallThatMustWaitWaitsOnAVirtualThreadAndHoldsUpNobody() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(RunningServer.WAITING_CALLS_MAX);
    server.node.waiting =
        () -> {
          waiting.countDown();
          await(release);
        };
    List<Future<Reply>> waiters = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RunningServer.WAITING_CALLS_MAX; i++) {
        waiters.add(callers.submit(() -> server.post("/generate", "{}")));
      }
      assertTrue(waiting.await(RunningServer.REQUEST_MILLIS_MAX, TimeUnit.MILLISECONDS));
      assertEquals(200, server.get("/health").status(), "the event loop is free");
      Reply refused = server.post("/generate", "{}");
      assertProblem(refused, 503, "overloaded");
      assertTrue(refused.json().path("retryable").asBoolean());
      release.countDown();
      for (Future<Reply> waiter : waiters) {
        assertEquals(200, waiter.get().status());
      }
    }
    assertTrue(server.node.issuingThreads.stream().allMatch(Thread::isVirtual));
    assertEquals(200, server.post("/generate", "{}").status(), "the places are free again");
  }

  @Test
  void concurrentRequestsEachGetTheirOwn() throws Exception {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> calls = new ArrayList<>();
      for (int caller = 0; caller < 16; caller++) {
        calls.add(
            callers.submit(
                () -> {
                  for (int i = 0; i < 50; i++) {
                    server
                        .post("/generate", "{\"count\":7}")
                        .json()
                        .path("ids")
                        .forEach(id -> ids.add(id.asText()));
                  }
                  return true;
                }));
      }
      for (Future<Boolean> call : calls) {
        assertTrue(call.get());
      }
    }
    assertEquals(16 * 50 * 7, ids.size());
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    String one = "POST /generate HTTP/1.1\r\nHost: a\r\nX-Request-Id: first\r\n\r\n";
    String two =
        "POST /generate HTTP/1.1\r\nHost: a\r\nX-Request-Id: second\r\nConnection: close\r\n\r\n";
    String answers = server.rawUntilClosed((one + two).getBytes(StandardCharsets.US_ASCII));
    assertTrue(
        answers.indexOf("first") >= 0 && answers.indexOf("first") < answers.indexOf("second"));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(RunningServer.REQUEST_MILLIS_MAX, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void aBatchThatIsOneRunTellsItsFirstAndLast() throws Exception {
    server.node.runs = true;
    Reply reply = server.post("/generate", "{\"count\":3}");
    assertEquals(Set.of("ids", "first", "last"), names(reply.json()));
    assertEquals(reply.json().path("ids").get(0), reply.json().path("first"));
    assertEquals(reply.json().path("ids").get(2), reply.json().path("last"));
    assertEquals(Set.of("id"), names(server.post("/generate", "{}").json()));
  }
}
