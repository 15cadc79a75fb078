package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.RunningServer.Reply;
import java.util.List;
import java.util.stream.StreamSupport;

/** What every refusal must look like (RFC 9457 and our own members). */
final class ProblemAssertions {

  private ProblemAssertions() {}

  static void assertProblem(Reply reply, int status, String code) {
    assertEquals(status, reply.status(), reply.body());
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals("nosniff", reply.header("X-Content-Type-Options"));
    JsonNode problem = reply.json();
    assertEquals(code, problem.path("code").asText(), reply.body());
    assertEquals("urn:tidemark:problem:" + code, problem.path("type").asText());
    assertEquals(status, problem.path("status").asInt());
    assertFalse(problem.path("title").asText().isBlank());
    assertFalse(problem.path("detail").asText().isBlank());
    assertEquals(reply.header("X-Request-Id"), problem.path("request_id").asText());
    assertTrue(
        List.of("refused", "unknown").contains(problem.path("outcome").asText()), reply.body());
    assertTrue(problem.path("retryable").isBoolean());
    assertEquals(status == 503, !reply.header("Retry-After").isEmpty(), "Retry-After with 503");
    assertFalse(reply.body().contains("at io."), "a stack trace is nobody's business");
  }

  /** Asserts that a refusal names exactly these fields. */
  static void assertFaults(Reply reply, String... fields) {
    assertEquals(List.of(fields), faults(reply), reply.body());
  }

  private static List<String> faults(Reply reply) {
    return StreamSupport.stream(reply.json().path("errors").spliterator(), false)
        .peek(fault -> assertFalse(fault.path("detail").asText().isBlank()))
        .map(fault -> fault.path("field").asText())
        .toList();
  }
}
