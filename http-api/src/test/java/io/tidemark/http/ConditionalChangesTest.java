package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.http.RunningServer.Reply;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code If-Match} and {@code If-None-Match}. */
final class ConditionalChangesTest {

  private static final String ORDERS = "/v1/namespaces/orders";
  private static final String SEQUENCE = "{\"kind\":\"sequence\"}";

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
  void ifMatchLetsOnlyTheNamedGenerationChange() throws Exception {
    server.put(ORDERS, SEQUENCE);
    assertProblem(server.put(ORDERS, SEQUENCE, "If-Match", "\"7\""), 412, "precondition_failed");
    Reply changed = server.put(ORDERS, SEQUENCE, "If-Match", "\"1\"");
    assertEquals(200, changed.status());
    assertEquals("\"2\"", changed.header("ETag"));
    assertProblem(server.delete(ORDERS, "If-Match", "\"1\""), 412, "precondition_failed");
    assertEquals(200, server.delete(ORDERS, "If-Match", changed.header("ETag")).status());
  }

  @Test
  void ifMatchMayListGenerations() throws Exception {
    server.put(ORDERS, SEQUENCE);
    assertEquals(200, server.put(ORDERS, SEQUENCE, "If-Match", "\"9\", \"1\" ,W/\"2\"").status());
    assertProblem(
        server.put(ORDERS, SEQUENCE, "If-Match", "\"9\", \"1\""), 412, "precondition_failed");
    assertEquals(
        200,
        server.put(ORDERS, SEQUENCE, "If-Match", "\"2\"", "If-Match", "\"4\"").status(),
        "also over several lines");
    assertProblem(
        server.put("/v1/namespaces/none", SEQUENCE, "If-Match", "\"1\", \"2\""),
        412,
        "precondition_failed");
  }

  @Test
  void ifMatchStarNeedsAnyNamespace() throws Exception {
    assertProblem(server.put(ORDERS, SEQUENCE, "If-Match", "*"), 412, "precondition_failed");
    server.put(ORDERS, SEQUENCE);
    assertEquals(200, server.put(ORDERS, SEQUENCE, "If-Match", "*").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"1\"", "\"abc\"", "\"01\"", "\"99999999999999999999\"", "\"\""})
  void aTagThatIsNoGenerationMatchesNothing(String tag) throws Exception {
    server.put(ORDERS, SEQUENCE);
    assertProblem(server.put(ORDERS, SEQUENCE, "If-Match", tag), 412, "precondition_failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", "\"1\",x", "*,\"1\"", "w/\"1\"", ","})
  void aListOfTagsThatIsNoneIsMalformed(String header) throws Exception {
    server.put(ORDERS, SEQUENCE);
    assertProblem(server.put(ORDERS, SEQUENCE, "If-Match", header), 400, "request_malformed");
  }

  @Test
  void aListOfTooManyTagsIsRefused() throws Exception {
    String tags = String.join(",", Collections.nCopies(17, "\"1\""));
    assertProblem(server.put(ORDERS, SEQUENCE, "If-Match", tags), 400, "request_malformed");
  }

  @Test
  void ifNoneMatchStarOnlyCreates() throws Exception {
    assertEquals(201, server.put(ORDERS, SEQUENCE, "If-None-Match", "*").status());
    assertProblem(server.put(ORDERS, SEQUENCE, "If-None-Match", "*"), 412, "precondition_failed");
    assertProblem(server.put(ORDERS, SEQUENCE, "If-None-Match", "\"1\""), 400, "request_malformed");
    assertProblem(
        server.put(ORDERS, SEQUENCE, "If-None-Match", "*", "If-Match", "*"),
        400,
        "request_malformed");
  }
}
