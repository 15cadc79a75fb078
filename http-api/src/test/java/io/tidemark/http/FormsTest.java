package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertFaults;
import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.service.Problem;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormsTest {

  private static final String ORDERS = "/v1/namespaces/orders";

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

  private static JsonNode stored(String rule) throws Exception {
    Reply reply = server.put(ORDERS, rule);
    assertEquals(201, reply.status(), reply.body());
    JsonNode read = server.get(ORDERS).json();
    assertEquals(read.path("layout"), reply.json().path("layout"));
    return read;
  }

  private static JsonNode json(String text) throws Exception {
    return JsonMapper.builder().build().readTree(text);
  }

  @Test
  void aPresetIsToldWithAllItsFieldsAndTheEndOfItsTime() throws Exception {
    JsonNode rule = stored("{\"kind\":\"snowflake\",\"layout\":{\"preset\":\"sonyflake\"}}");
    assertEquals(
        json(
            """
            {"preset":"sonyflake","epoch":"2014-09-01T00:00:00Z","time_unit_millis":10,
             "time_bits":39,"worker_bits":16,"sequence_bits":8,"order":"time_sequence_worker"}
            """),
        rule.path("layout"));
    assertEquals("2188-11-16T03:28:58.880Z", rule.path("exhausted_at").asText());
  }

  @Test
  void aLayoutOfOnesOwnIsTheUsualOneButForWhatItSays() throws Exception {
    JsonNode rule =
        stored(
            """
            {"kind":"snowflake","layout":{"epoch":"2020-01-01T01:00:00+01:00","time_bits":42,
             "worker_bits":9,"order":"time_sequence_worker"}}
            """);
    assertEquals(
        json(
            """
            {"preset":null,"epoch":"2020-01-01T00:00:00Z","time_unit_millis":1,
             "time_bits":42,"worker_bits":9,"sequence_bits":12,"order":"time_sequence_worker"}
            """),
        rule.path("layout"));
    assertEquals("2159-05-15T07:35:11.104Z", rule.path("exhausted_at").asText());
  }

  @Test
  void aLayoutAsItIsToldCanBePutAgain() throws Exception {
    for (String layout : List.of("{\"preset\":\"twitter\"}", "{\"worker_bits\":9}", "{}")) {
      JsonNode told =
          stored("{\"kind\":\"snowflake\",\"layout\":%s}".formatted(layout)).path("layout");
      ObjectNode rule = JsonMapper.builder().build().createObjectNode();
      rule.put("kind", "snowflake").set("layout", told);
      Reply again = server.put(ORDERS, rule.toString());
      assertEquals(200, again.status(), again.body());
      assertEquals(told, again.json().path("layout"));
      server.node.reset();
    }
  }

  @Test
  void kindsThatLeaveAChoiceTellTheUsualFormAndOthersTellNone() throws Exception {
    assertEquals("canonical", stored("{\"kind\":\"uuid7\"}").path("rendering").asText());
    server.node.reset();
    JsonNode narrow = stored("{\"kind\":\"snowflake53\"}");
    assertEquals(5, narrow.path("layout").path("worker_bits").asInt());
    assertEquals("2093-09-06T15:47:35.552Z", narrow.path("exhausted_at").asText());
    server.node.reset();
    JsonNode ulid = stored("{\"kind\":\"ulid\"}");
    for (String field : List.of("rendering", "prefix", "layout", "exhausted_at")) {
      assertTrue(ulid.path(field).isMissingNode(), field);
    }
    server.node.reset();
    assertEquals(
        "2150-06-19T23:21:36Z", stored("{\"kind\":\"ksuid\"}").path("exhausted_at").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"canonical", "no_dashes", "upper_case", "base58", "urn"})
  void everyRenderingCanBeStored(String rendering) throws Exception {
    assertEquals(
        rendering,
        stored("{\"kind\":\"uuid4\",\"rendering\":\"%s\"}".formatted(rendering))
            .path("rendering")
            .asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"order_line", ""})
  void aTypeidHasThePrefixThatIsGiven(String prefix) throws Exception {
    assertEquals(
        prefix,
        stored("{\"kind\":\"typeid\",\"prefix\":\"%s\"}".formatted(prefix))
            .path("prefix")
            .asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"typeid\"}|prefix",
        "{\"kind\":\"typeid\",\"prefix\":\"Order\"}|prefix",
        "{\"kind\":\"typeid\",\"prefix\":7}|prefix",
        "{\"kind\":\"ulid\",\"prefix\":\"order\"}|prefix",
        "{\"kind\":\"typeid\",\"prefix\":\"a\",\"rendering\":\"urn\"}|rendering",
        "{\"kind\":\"uuid7\",\"rendering\":\"base64\"}|rendering",
        "{\"kind\":\"uuid7\",\"layout\":{}}|layout",
        "{\"kind\":\"sequence\",\"layout\":{\"preset\":\"twitter\"}}|layout",
        "{\"kind\":\"snowflake\",\"layout\":\"twitter\"}|layout",
        "{\"kind\":\"snowflake\",\"layout\":{\"preset\":\"discord\"}}|layout.preset",
        "{\"kind\":\"snowflake\",\"layout\":{\"preset\":\"twitter\",\"worker_bits\":9}}|layout.preset",
        "{\"kind\":\"snowflake\",\"layout\":{\"epoch\":\"yesterday\"}}|layout.epoch",
        "{\"kind\":\"snowflake\",\"layout\":{\"epoch\":\"2020-01-01T00:00:00.0001Z\"}}|layout.epoch",
        "{\"kind\":\"snowflake\",\"layout\":{\"epoch\":\"1969-01-01T00:00:00Z\"}}|layout.epoch",
        "{\"kind\":\"snowflake\",\"layout\":{\"time_unit_millis\":100}}|layout.time_unit_millis",
        "{\"kind\":\"snowflake\",\"layout\":{\"time_bits\":\"41\"}}|layout.time_bits",
        "{\"kind\":\"snowflake\",\"layout\":{\"time_bits\":60}}|layout.time_bits",
        "{\"kind\":\"snowflake\",\"layout\":{\"worker_bits\":12}}|layout",
        "{\"kind\":\"snowflake\",\"layout\":{\"order\":\"worker_first\"}}|layout.order",
        "{\"kind\":\"snowflake\",\"layout\":{\"colour\":1}}|layout.colour",
        "{\"kind\":\"snowflake\",\"layout\":{\"time_bits\":41,\"time_bits\":41}}|layout.time_bits",
        "{\"kind\":\"snowflake53\",\"layout\":{\"preset\":\"twitter\"}}|layout",
        "{\"kind\":\"snowflake53\",\"layout\":{\"sequence_bits\":8}}|layout",
        "{\"kind\":\"ksuid\",\"exhausted_at\":\"2150-01-01T00:00:00Z\"}|exhausted_at"
      })
  void aFormThatCannotBeIsRefusedByField(String rule, String field) throws Exception {
    Reply reply = server.put(ORDERS, rule);
    assertProblem(reply, 422, "rule_invalid");
    assertFaults(reply, field);
  }

  @Test
  void aLayoutWhoseTimeHasRunOutIsNoReasonToTryAgain() throws Exception {
    server.node.problem =
        Problem.refused(Problem.Code.LAYOUT_EXHAUSTED, "IDs of this form end at ...");
    assertProblem(server.post("/generate", "{}"), 507, "layout_exhausted");
  }
}
