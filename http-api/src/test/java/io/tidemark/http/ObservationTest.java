package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertFaults;
import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.NodeName;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.peer.Vitals;
import io.tidemark.node.service.ClusterObservation.Check;
import io.tidemark.node.service.ClusterObservation.Health;
import io.tidemark.node.service.ClusterObservation.Overview;
import io.tidemark.node.service.Decoding.Origin;
import io.tidemark.node.service.Decoding.Reading;
import io.tidemark.node.service.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ObservationTest {

  private static final Reading SEQUENCE =
      new Reading.Value(
          9_007_199_254_740_993L,
          Optional.of(
              new Origin(
                  new IdRange(9_007_199_254_740_001L, 9_007_199_254_741_001L, 1),
                  new IncarnationNumber(12),
                  Instant.parse("2026-11-22T10:00:00Z"),
                  Optional.of(new NodeName("n2")))),
          Optional.empty());

  private static final Reading SNOWFLAKE =
      new Reading.Snowflake(Kind.SNOWFLAKE, Instant.parse("2026-11-22T10:00:00.123Z"), 5, 77);

  private static final Reading TYPEID =
      new Reading.Stamped(
          Kind.TYPEID,
          Instant.parse("2026-11-22T10:00:00.123Z"),
          new IncarnationNumber(12),
          77,
          Optional.empty(),
          Optional.of("user"));

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
  void oneReadingOfAnIdIsToldByItsFields() throws Exception {
    server.node.readings = List.of(SEQUENCE);
    String expected =
        """
        {"id":"9007199254740993","ambiguous":false,"kind":"sequence","incarnation":12,
         "value":"9007199254740993",
         "range":{"first":"9007199254740001","end":"9007199254741001","step":"1"},
         "reserved_at":"2026-11-22T10:00:00Z","node":"n2"}
        """;
    assertJson(expected, server.get("/v1/ids/9007199254740993?namespace=default"));
    assertJson(
        expected,
        server.post("/v1/ids/decode", "{\"id\":\"9007199254740993\",\"namespace\":\"default\"}"));
  }

  @Test
  void aTypeidTellsItsPrefix() throws Exception {
    server.node.readings = List.of(TYPEID);
    assertJson(
        """
        {"id":"user_01kb","ambiguous":false,"kind":"typeid","prefix":"user",
         "time":"2026-11-22T10:00:00.123Z","incarnation":12,"counter":77}
        """,
        server.get("/v1/ids/user_01kb"));
  }

  @Test
  void severalReadingsAreCandidates() throws Exception {
    server.node.readings = List.of(SNOWFLAKE, SEQUENCE);
    assertJson(
        """
        {"id":"9007199254740993","ambiguous":true,"candidates":[
          {"kind":"snowflake","time":"2026-11-22T10:00:00.123Z","worker":5,"counter":77},
          {"kind":"sequence","incarnation":12,"value":"9007199254740993",
           "range":{"first":"9007199254740001","end":"9007199254741001","step":"1"},
           "reserved_at":"2026-11-22T10:00:00Z","node":"n2"}]}
        """,
        server.get("/v1/ids/9007199254740993"));
  }

  @Test
  void whatIsNoIdIsRefused() throws Exception {
    server.node.problem = Problem.refused(Problem.Code.ID_INVALID, "'x' is no ID");
    assertProblem(server.get("/v1/ids/x"), 422, "id_invalid");
    server.node.reset();
    assertProblem(server.get("/v1/ids/" + "1".repeat(257)), 422, "id_invalid");
    assertProblem(server.get("/v1/ids/1?namespace=none"), 404, "namespace_not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|id",
        "{\"id\":\"\"}|id",
        "{\"id\":5}|id",
        "{\"id\":\"1\",\"namespace\":\"A\"}|namespace",
        "{\"id\":\"1\",\"kind\":\"ulid\"}|kind"
      })
  void decodingNeedsAnId(String body, String field) throws Exception {
    Reply reply = server.post("/v1/ids/decode", body);
    assertProblem(reply, 422, "request_invalid");
    assertTrue(reply.json().path("errors").toString().contains("\"" + field + "\""), reply.body());
  }

  @Test
  void aNamespaceParameterMustBeAName() throws Exception {
    Reply reply = server.get("/v1/ids/1?namespace=A");
    assertProblem(reply, 422, "request_invalid");
    assertFaults(reply, "namespace");
  }

  @Test
  void theClusterIsToldMemberByMember() throws Exception {
    server.node.overview =
        new Overview(
            Optional.of("c-1"),
            2,
            Optional.of(new NodeName("n2")),
            7,
            1_700_000_000_000L,
            91,
            new NodeName("n1"),
            List.of(
                new MemberStatus(
                    new NodeName("n1"),
                    MemberStatus.Role.VOTER,
                    MemberStatus.State.UP,
                    "127.0.0.1:7400",
                    "127.0.0.1:8080",
                    "follower",
                    new NodeName("n2"),
                    7,
                    100,
                    98,
                    "1.2.3",
                    true,
                    "",
                    1_700_000_000_005L,
                    new Vitals(true, 300, 1_000, 16, 4_096)),
                new MemberStatus(
                    new NodeName("n3"),
                    MemberStatus.Role.LISTENER,
                    MemberStatus.State.DOWN,
                    "127.0.0.1:7402",
                    null,
                    null,
                    null,
                    -1,
                    -1,
                    -1,
                    null,
                    false,
                    "no answer",
                    -1,
                    null)),
            Map.of(new NodeName("n1"), new IncarnationNumber(12)),
            Optional.of(
                new PendingMember(
                    new NodeName("n4"),
                    MemberStatus.Role.VOTER,
                    "127.0.0.1:7403",
                    new NodeName("n3"),
                    1_234)),
            5_000,
            10_000_000);
    assertJson(
        """
        {"cluster_id":"c-1","epoch":2,"leader":"n2","term":7,
         "replicated_time":"2023-11-14T22:13:20Z","configuration_index":91,"self":"n1","rows":5000,"rows_max":10000000,"members":[
          {"name":"n1","role":"voter","state":"up","raft_address":"127.0.0.1:7400",
           "http_address":"127.0.0.1:8080","raft_role":"follower","leader":"n2","term":7,
           "commit_index":100,"applied_index":98,"lag":2,"version":"1.2.3","ready":true,
           "draining":true,"trouble":null,"clock":"2023-11-14T22:13:20.005Z",
           "clock_offset_millis":0,"disk_usable_bytes":300,"disk_total_bytes":1000,
           "map_used_bytes":16,"map_bytes":4096,"incarnation":12},
          {"name":"n3","role":"listener","state":"down","raft_address":"127.0.0.1:7402",
           "http_address":null,"raft_role":null,"leader":null,"term":null,"commit_index":null,
           "applied_index":null,"lag":null,"version":null,"ready":false,
           "draining":false,"trouble":"no answer","clock":null,
           "clock_offset_millis":null,"disk_usable_bytes":null,"disk_total_bytes":null,
           "map_used_bytes":null,"map_bytes":null,"incarnation":null}],
         "pending":{"name":"n4","role":"voter","raft_address":"127.0.0.1:7403","in_place_of":"n3",
          "lag":1234}}
        """,
        server.get("/v1/cluster"));
  }

  @Test
  void aClusterThatIsNotFormedHasNoIdAndNoLeader() throws Exception {
    assertJson(
        """
        {"cluster_id":null,"epoch":0,"leader":null,"term":null,"replicated_time":null,
         "configuration_index":null,"self":"n1","rows":null,"rows_max":null,"members":[],"pending":null}
        """,
        server.get("/v1/cluster"));
  }

  @ParameterizedTest
  @CsvSource({
    "true,true,200,200,200",
    "true,false,503,200,503",
    "false,true,503,503,200",
    "false,false,503,503,503"
  })
  void healthIsInTheStatus(boolean live, boolean ready, int all, int liveness, int readiness)
      throws Exception {
    server.node.health = new Health(live, ready, List.of(new Check("raft", ready, "no leader")));
    assertEquals(all, server.get("/health").status());
    assertEquals(liveness, server.get("/health/liveness").status());
    Reply reply = server.get("/health/readiness", "Accept", "text/html");
    assertEquals(readiness, reply.status());
    assertJson(
        """
        {"status":"%s","node":"n1","live":%s,"ready":%s,
         "checks":[{"name":"raft","ok":%s,"detail":"no leader"}]}
        """
            .formatted(ready ? "up" : "down", live, ready, ready),
        reply);
  }

  @Test
  void metricsAreTheRegistrysScrape() throws Exception {
    server.registry.counter("tidemark.ids.issued", "kind", "uuid7").increment(3);
    Reply reply = server.get("/metrics", "Accept", "application/openmetrics-text");
    assertEquals(200, reply.status());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", reply.header("Content-Type"));
    assertTrue(
        reply.body().contains("tidemark_ids_issued_total{kind=\"uuid7\"} 3.0\n"), reply.body());
  }

  @Test
  void theProcessTellsOfItselfToWhoLooksForAFault() throws Exception {
    assertJson("{\"name\":\"n1\"}", server.get("/v1/cluster/debug/config"));
    Reply threads = server.get("/v1/cluster/debug/threads", "Accept", "text/plain");
    assertEquals("\"main\" waits\n", threads.body());
    assertEquals("text/plain; charset=utf-8", threads.header("Content-Type"));
    assertEquals("it began\n", server.get("/v1/cluster/debug/log", "Accept", "*/*").body());
    assertProblem(
        server.get("/v1/cluster/debug/log", "Accept", "application/json"), 406, "not_acceptable");
  }

  @Test
  void theVersionIsTold() throws Exception {
    assertJson(
        "{\"version\":\"1.2.3\",\"build\":\"abc1234\",\"java\":\"%s\"}"
            .formatted(Runtime.version()),
        server.get("/version"));
  }

  private static void assertJson(String expected, Reply reply) throws Exception {
    assertEquals("application/json", reply.header("Content-Type"), reply.body());
    assertEquals(new JsonMapper().readTree(expected), reply.json());
  }
}
