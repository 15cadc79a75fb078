package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertFaults;
import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.core.FieldFault;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.service.Namespaces.Consistency;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NamespacesTest {

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
  void creatingGives201AndChangingGives200WithTheStoredRule() throws Exception {
    Reply created = server.put(ORDERS, SEQUENCE);
    assertEquals(201, created.status(), created.body());
    assertEquals("\"1\"", created.header("ETag"));
    JsonNode expected =
        new JsonMapper()
            .readTree(
                """
                {"name":"orders","generation":1,"kind":"sequence","mode":"range",
                 "start":"1","step":"1","max":null,
                 "range_size_min":"%d","range_size_max":"%d","template":null,
                 "reset":"none","zone":null,
                 "description":"","labels":{},"frozen":false,
                 "changed_at":"2023-11-14T22:13:20Z",
                 "in_force_on":["n1","n2"],
                 "still_holding":[{"node":"n3","until":"2027-01-15T08:00:00Z"}]}
                """
                    .formatted(
                        SequenceRule.DEFAULT.rangeSizeMin(), SequenceRule.DEFAULT.rangeSizeMax()));
    assertEquals(expected, created.json());
    Reply changed = server.put(ORDERS, "{\"kind\":\"sequence\",\"description\":\"invoices\"}");
    assertEquals(200, changed.status(), changed.body());
    assertEquals("\"2\"", changed.header("ETag"));
    assertEquals("invoices", changed.json().path("description").asText());
  }

  @Test
  void theContractsExampleRuleIsAccepted() throws Exception {
    String rule =
        "{\"kind\":\"sequence\",\"mode\":\"range\",\"start\":\"1\",\"step\":\"1\",\"max\":null,"
            + "\"template\":null}";
    assertEquals(201, server.put(ORDERS, rule).status());
  }

  @Test
  void aRuleThatSaysNothingIsAUuid7() throws Exception {
    Reply reply = server.put(ORDERS, "{}");
    assertEquals(201, reply.status());
    assertEquals("uuid7", reply.json().path("kind").asText());
    assertTrue(reply.json().path("mode").isMissingNode());
    assertTrue(reply.json().path("frozen").asBoolean());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uuid7",
        "uuid4",
        "ulid",
        "snowflake",
        "sequence",
        "snowflake53",
        "ksuid",
        "nanoid",
        "objectid"
      })
  void everyKindCanBeStored(String kind) throws Exception {
    Reply reply = server.put(ORDERS, "{\"kind\":\"%s\"}".formatted(kind));
    assertEquals(201, reply.status(), reply.body());
    assertEquals(kind, reply.json().path("kind").asText());
  }

  @Test
  void numbersMayBeJsonNumbersOrStringsAndComeBackAsStrings() throws Exception {
    Reply reply =
        server.put(
            ORDERS,
            """
            {"kind":"sequence","mode":"monotonic","start":9007199254740992,"step":"5",
             "max":"9223372035854775807","range_size_min":10,"range_size_max":"20",
             "labels":{"team":"billing","z":""},"description":"\\u00fc"}
            """);
    assertEquals(201, reply.status(), reply.body());
    JsonNode rule = reply.json();
    assertEquals("monotonic", rule.path("mode").asText());
    assertEquals("9007199254740992", rule.path("start").asText());
    assertTrue(rule.path("start").isTextual());
    assertEquals("5", rule.path("step").asText());
    assertTrue(rule.path("max").isNull(), "the largest value that there is means no maximum");
    assertEquals("10", rule.path("range_size_min").asText());
    assertEquals("20", rule.path("range_size_max").asText());
    assertEquals("billing", rule.path("labels").path("team").asText());
    assertEquals("\u00fc", rule.path("description").asText());
  }

  @Test
  void aRangeSizeThatIsLeftOutFitsTheOneThatIsGiven() throws Exception {
    JsonNode small = server.put(ORDERS, "{\"kind\":\"sequence\",\"range_size_max\":\"10\"}").json();
    assertEquals("10", small.path("range_size_min").asText());
    JsonNode large =
        server.put(ORDERS, "{\"kind\":\"sequence\",\"range_size_min\":\"20000000\"}").json();
    assertEquals("20000000", large.path("range_size_max").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"serial\"}|kind",
        "{\"kind\":\"SEQUENCE\"}|kind",
        "{\"kind\":1}|kind",
        "{\"kind\":\"sequence\",\"mode\":\"fast\"}|mode",
        "{\"kind\":\"sequence\",\"start\":9007199254740993}|start",
        "{\"kind\":\"sequence\",\"start\":\"9223372036854775808\"}|start",
        "{\"kind\":\"sequence\",\"start\":\"-1\"}|start",
        "{\"kind\":\"sequence\",\"start\":\"1.0\"}|start",
        "{\"kind\":\"sequence\",\"start\":1.0}|start",
        "{\"kind\":\"sequence\",\"start\":\"\"}|start",
        "{\"kind\":\"sequence\",\"start\":\" 1\"}|start",
        "{\"kind\":\"sequence\",\"start\":\"\u0661\"}|start",
        "{\"kind\":\"sequence\",\"start\":true}|start",
        "{\"kind\":\"sequence\",\"step\":0}|step",
        "{\"kind\":\"sequence\",\"step\":\"1000000001\"}|step",
        "{\"kind\":\"sequence\",\"start\":10,\"max\":9}|max",
        "{\"kind\":\"sequence\",\"max\":1e9}|max",
        "{\"kind\":\"sequence\",\"range_size_min\":0}|range_size_min",
        "{\"kind\":\"sequence\",\"range_size_min\":5,\"range_size_max\":4}|range_size_max",
        "{\"kind\":\"sequence\",\"template\":\"A-%d\"}|template",
        "{\"kind\":\"sequence\",\"template\":\"{seq}\",\"reset\":\"daily\"}|template",
        "{\"kind\":\"sequence\",\"reset\":\"often\"}|reset",
        "{\"kind\":\"sequence\",\"zone\":\"Europe/Berlin\"}|zone",
        "{\"kind\":\"sequence\",\"cycle\":true}|cycle",
        "{\"kind\":\"uuid7\",\"mode\":\"range\"}|mode",
        "{\"kind\":\"ulid\",\"start\":1}|start",
        "{\"step\":2}|step",
        "{\"kind\":\"snowflake\",\"range_size_max\":1}|range_size_max",
        "{\"labels\":[]}|labels",
        "{\"labels\":{\"a\":1}}|labels.a",
        "{\"labels\":{\"a\":\"1\",\"a\":\"2\"}}|labels.a",
        "{\"labels\":{\"\":\"1\"}}|labels",
        "{\"description\":7}|description",
        "{\"name\":\"other\"}|name",
        "{\"generation\":3}|generation",
        "{\"high_water_mark\":\"5\"}|high_water_mark",
        "{\"kindd\":\"sequence\"}|kindd",
        "[]|body"
      })
  void aRuleThatCannotBeStoredIsRefusedByField(String rule, String field) throws Exception {
    Reply reply = server.put(ORDERS, rule);
    assertProblem(reply, 422, "rule_invalid");
    assertFaults(reply, field);
    assertTrue(reply.json().path("detail").asText().contains("orders"));
    assertTrue(server.node.changes.isEmpty(), "the node was not even asked");
  }

  @Test
  void aRuleThatIsNotJsonIsMalformed() throws Exception {
    assertProblem(server.put(ORDERS, "{\"kind\":"), 400, "request_malformed");
  }

  @Test
  void theNameInTheBodyMayBeTheOneInThePath() throws Exception {
    assertEquals(201, server.put(ORDERS, "{\"name\":\"orders\"}").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Orders",
        "-a",
        "a%2Fb",
        "a%20b",
        "%C3%BC",
        "a123456789012345678901234567890123456789012345678901234567890123"
      })
  void aNameThatCannotExistIsInvalid(String name) throws Exception {
    String path = "/v1/namespaces/" + name;
    for (Reply reply :
        List.of(
            server.put(path, "{}"),
            server.get(path),
            server.delete(path),
            server.post(path + "/raise", "{\"to\":5}"))) {
      assertProblem(reply, 422, "request_invalid");
      assertFaults(reply, "name");
      assertTrue(reply.json().path("detail").asText().contains("a-z"), "the grammar is told");
    }
  }

  @Test
  void aFrozenFieldIsAConflictThatNamesTheField() throws Exception {
    server.node.problem =
        Problem.refused(
            Problem.Code.RULE_FROZEN,
            "step can't change",
            List.of(new FieldFault("step", "can't change")));
    Reply reply = server.put(ORDERS, SEQUENCE);
    assertProblem(reply, 409, "rule_frozen");
    assertFaults(reply, "step");
  }

  @Test
  void readingShowsTheMark() throws Exception {
    server.put(ORDERS, SEQUENCE);
    Reply reply = server.get(ORDERS);
    assertEquals(200, reply.status());
    assertEquals("\"1\"", reply.header("ETag"));
    assertEquals("orders", reply.json().path("name").asText());
    assertTrue(reply.json().path("high_water_mark").isTextual());
    assertEquals(String.valueOf(FakeNode.MARK), reply.json().path("high_water_mark").asText());
    Reply byDefault = server.get("/v1/namespaces/default");
    assertTrue(byDefault.json().path("high_water_mark").isNull());
    assertProblem(server.get("/v1/namespaces/nowhere"), 404, "namespace_not_found");
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    Reply get = server.get("/v1/namespaces/default");
    Reply head = server.send("HEAD", "/v1/namespaces/default", BodyPublishers.noBody());
    assertEquals(200, head.status());
    assertEquals("", head.body());
    assertEquals(get.header("ETag"), head.header("ETag"));
    assertEquals(get.header("Content-Type"), head.header("Content-Type"));
    assertEquals(get.header("Content-Length"), head.header("Content-Length"));
    assertEquals("", head.header("Connection"), "the connection stays open");
  }

  @Test
  void readsAreLinearizableUnlessToldOtherwise() throws Exception {
    server.get("/v1/namespaces/default");
    server.get("/v1/namespaces/default?consistency=local");
    server.get("/v1/namespaces/default?consistency=linearizable&other=ignored");
    server.get("/v1/namespaces");
    server.get("/v1/namespaces?consistency=local");
    assertEquals(
        List.of(
            Consistency.LINEARIZABLE,
            Consistency.LOCAL,
            Consistency.LINEARIZABLE,
            Consistency.LINEARIZABLE,
            Consistency.LOCAL),
        List.copyOf(server.node.reads));
  }

  @ParameterizedTest
  @CsvSource({
    "consistency=Local,consistency",
    "consistency=,consistency",
    "consistency=stale,consistency",
    "consistency=local&consistency=local,consistency",
    "limit=0,limit",
    "limit=1001,limit",
    "limit=-1,limit",
    "limit=x,limit",
    "limit=99999999999,limit",
    "limit=1&limit=2,limit"
  })
  void aParameterThatMeansNothingIsInvalid(String query, String field) throws Exception {
    Reply reply = server.get("/v1/namespaces?" + query);
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, field);
    assertTrue(server.node.reads.isEmpty());
  }

  @Test
  void aListComesInPages() throws Exception {
    for (String name : List.of("a", "b", "c", "d")) {
      server.put("/v1/namespaces/" + name, "{}");
    }
    List<String> names = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      Reply reply =
          server.get("/v1/namespaces?limit=2" + (token.isEmpty() ? "" : "&page_token=" + token));
      assertEquals(200, reply.status(), reply.body());
      reply.json().path("namespaces").forEach(one -> names.add(one.path("name").asText()));
      token = reply.json().path("next_page_token").asText("");
      pages++;
    } while (!token.isEmpty());
    assertEquals(List.of("a", "b", "c", "d", "default"), names);
    assertEquals(3, pages);
  }

  @Test
  void deletingTellsWhoStillHolds() throws Exception {
    server.put(ORDERS, SEQUENCE);
    Reply reply = server.delete(ORDERS);
    assertEquals(200, reply.status(), reply.body());
    assertEquals("orders", reply.json().path("name").asText());
    assertTrue(reply.json().path("deleted").asBoolean());
    assertEquals("[\"n1\",\"n2\"]", reply.json().path("in_force_on").toString());
    assertEquals(
        "[{\"node\":\"n3\",\"until\":\"2027-01-15T08:00:00Z\"}]",
        reply.json().path("still_holding").toString());
    assertProblem(server.delete(ORDERS), 404, "namespace_not_found");
  }

  @Test
  void raisingMovesTheMark() throws Exception {
    Reply reply = server.post(ORDERS + "/raise", "{\"to\":\"5000\"}");
    assertEquals(200, reply.status(), reply.body());
    assertEquals("{\"name\":\"orders\",\"from\":\"1\",\"to\":\"5000\"}", reply.body());
    assertEquals(
        "9223372035854775807",
        server
            .post(ORDERS + "/raise", "{\"to\":\"9223372035854775807\"}")
            .json()
            .path("to")
            .asText());
    server.node.problem = Problem.refused(Problem.Code.MARK_NOT_RAISED, "it stands at 7000");
    assertProblem(server.post(ORDERS + "/raise", "{\"to\":5000}"), 409, "mark_not_raised");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "{\"to\":null}", "{\"to\":\"-5\"}", "{\"to\":1.5}", "{\"to\":1e3}"})
  void raisingNeedsAValue(String body) throws Exception {
    Reply reply = server.post(ORDERS + "/raise", body);
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, "to");
    assertTrue(server.node.changes.isEmpty());
  }

  @Test
  void changesCarryTheRequestIdAndTheTenant() throws Exception {
    server.put(ORDERS, "{}", "X-Request-Id", "change-1");
    server.post(ORDERS + "/raise", "{\"to\":1}", "X-Request-Id", "change-2");
    server.delete(ORDERS, "X-Request-Id", "change-3");
    assertEquals(
        List.of(
            new RequestContext(TenantId.DEFAULT, "", "change-1"),
            new RequestContext(TenantId.DEFAULT, "", "change-2"),
            new RequestContext(TenantId.DEFAULT, "", "change-3")),
        List.copyOf(server.node.changes));
  }

  @Test
  void whatTheNodeDeniesIsDeniedEverywhere() throws Exception {
    server.node.problem =
        new Problem(
            Problem.Code.NO_QUORUM, "no leader", Problem.Effect.REFUSED, true, 3, List.of());
    Map<String, Reply> replies =
        Map.of(
            "put", server.put(ORDERS, SEQUENCE),
            "put one of", server.put(ORDERS, SEQUENCE, "If-Match", "\"1\",\"2\""),
            "delete", server.delete(ORDERS),
            "raise", server.post(ORDERS + "/raise", "{\"to\":1}"),
            "get", server.get(ORDERS),
            "list", server.get("/v1/namespaces"));
    replies.forEach(
        (_, reply) -> {
          assertProblem(reply, 503, "no_quorum");
          assertEquals("3", reply.header("Retry-After"));
          assertTrue(reply.json().path("retryable").asBoolean());
        });
  }

  @Test
  void onlyJsonIsAnswered() throws Exception {
    assertProblem(server.get(ORDERS, "Accept", "text/plain"), 406, "not_acceptable");
    assertProblem(server.put(ORDERS, "{}", "Accept", "text/plain"), 406, "not_acceptable");
    assertTrue(server.node.changes.isEmpty());
  }

  @Test
  void aPreviewGoesByTheNamespacesRuleOrByTheOneInTheBody() throws Exception {
    Reply own = server.post(ORDERS + "/preview", "");
    assertEquals(
        "{\"name\":\"orders\",\"period\":\"2026\",\"examples\":[\"its own\"]}", own.body());
    Reply given =
        server.post(ORDERS + "/preview", "{\"kind\":\"sequence\",\"template\":\"A-{seq}\"}");
    assertEquals("A-{seq}", given.json().path("examples").get(0).asText(), given.body());
    assertProblem(
        server.post(ORDERS + "/preview", "{\"kind\":\"sequence\",\"template\":\"A\"}"),
        422,
        "rule_invalid");
  }

  @Test
  void aTemplatedRuleIsStoredAsGiven() throws Exception {
    Reply created =
        server.put(
            ORDERS,
            "{\"kind\":\"sequence\",\"template\":\"{date:yyyy}-{seq:4}\",\"reset\":\"yearly\"}");
    assertEquals("{date:yyyy}-{seq:4}", created.json().path("template").asText(), created.body());
    assertEquals("yearly", created.json().path("reset").asText());
    assertEquals("UTC", created.json().path("zone").asText());
  }
}
