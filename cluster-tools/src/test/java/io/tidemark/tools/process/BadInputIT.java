package io.tidemark.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked wrongly is refused with the right problem, on a real node. */
@ExtendWith(ClusterLogs.class)
final class BadInputIT {
  @AutoClose private static final RealCluster CLUSTER = RealCluster.of(1);

  @BeforeAll
  static void start() {
    CLUSTER.startAll();
    CLUSTER.awaitAllReady();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /generate | {"count":        | 400 | request_malformed
          POST | /generate | []               | 422 | request_invalid
          POST | /generate | {"count":1,"count":2} | 422 | request_invalid
          POST | /generate | {"cuont":1}      | 422 | request_invalid
          POST | /generate | {"count":0}      | 422 | request_invalid
          POST | /generate | {"count":-1}     | 422 | request_invalid
          POST | /generate | {"count":10001}  | 422 | request_invalid
          POST | /generate | {"count":1e30}   | 422 | request_invalid
          POST | /generate | {"count":"ten"}  | 422 | request_invalid
          POST | /generate | {"namespace":"absent"}  | 404 | namespace_not_found
          POST | /generate | {"namespace":"Bad Name"} | 422 | request_invalid
          POST | /generate | {"format":"uuid9"}      | 422 | request_invalid
          POST | /generate | {"format":"ulid","namespace":"default"} | 422 | request_invalid
          PUT  | /v1/namespaces/UPPER | {"kind":"ulid"} | 422 | request_invalid
          PUT  | /v1/namespaces/a | {"kind":"sequence","start":"9","max":"1"} | 422 | rule_invalid
          PUT  | /v1/namespaces/a | {"kind":"ulid","step":"2"} | 422 | rule_invalid
          PUT  | /v1/namespaces/a | {"kind":"nothing"} | 422 | rule_invalid
          PUT  | /v1/namespaces/a | {"kind":"ulid","colour":"red"} | 422 | rule_invalid
          GET  | /v1/namespaces/absent | '' | 404 | namespace_not_found
          GET  | /nowhere | '' | 404 | path_not_found
          GET  | /generate | '' | 405 | method_not_allowed
          DELETE | /v1/namespaces/default | '' | 409 | namespace_protected
          """)
  void eachMistakeHasItsProblem(String method, String path, String body, int status, String code) {
    Answer answer = CLUSTER.node(0).call(method, path, Map.of(), body.isEmpty() ? null : body);

    assertProblem(answer, status, code);
  }

  @Test
  void aBodyOfTwoMebibytesIsRefused() {
    String large = "{\"namespace\":\"" + "x".repeat(2 << 20) + "\"}";

    assertProblem(CLUSTER.node(0).generate(large), 413, "body_too_large");
  }

  @Test
  void anAnswerThatCannotBeGivenIsRefused() {
    assertProblem(
        CLUSTER.node(0).call("POST", "/generate", Map.of("Accept", "image/png"), "{}"),
        406,
        "not_acceptable");
  }

  @Test
  void theCallersRequestIdComesBack() {
    Map<String, String> headers = Map.of("X-Request-Id", "it-4711");

    Answer well = CLUSTER.node(0).call("POST", "/generate", headers, "{}");
    Answer wrong = CLUSTER.node(0).call("POST", "/generate", headers, "{\"count\":0}");

    assertEquals("it-4711", well.header("X-Request-Id"));
    assertEquals("it-4711", wrong.json().path("request_id").asText());
    assertFalse(CLUSTER.node(0).generate("{}").header("X-Request-Id").isEmpty());
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertEquals(status, answer.status(), answer::toString);
    assertTrue(answer.header("Content-Type").startsWith("application/problem+json"));
    JsonNode problem = answer.json();
    assertEquals(code, problem.path("code").asText(), answer::body);
    assertEquals(status, problem.path("status").asInt());
    assertEquals("refused", problem.path("outcome").asText(), answer::body);
    for (String field : new String[] {"type", "title", "detail", "request_id"}) {
      assertFalse(problem.path(field).asText().isEmpty(), field);
    }
    assertTrue(problem.path("retryable").isBoolean());
  }
}
