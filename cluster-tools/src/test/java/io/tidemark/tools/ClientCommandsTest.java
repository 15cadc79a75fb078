package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands that talk to a cluster, against nodes that answer as told. */
final class ClientCommandsTest {
  private static final String NO_QUORUM =
      """
      {"type":"about:blank","title":"No quorum","status":503,"detail":"no leader for 3 s",
       "code":"no_quorum","request_id":"r1","outcome":"refused","retryable":true}\
      """;

  @Test
  void generatePrintsWhatTheNodeIssued() {
    try (FakeNode node = FakeNode.answering(200, "0198\n")) {
      CommandRun finished = CommandRun.run("generate", "--endpoints", node.url());

      assertEquals(new CommandRun(0, "0198\n", ""), finished);
      assertEquals(List.of("POST /v1/generate text/plain {}"), node.calls());
    }
  }

  @Test
  void generateAsksForCountNamespaceAndJson() {
    try (FakeNode node = FakeNode.answering(200, "{\"ids\":[\"1\",\"2\"]}")) {
      CommandRun finished =
          CommandRun.run(
              "generate",
              "-n",
              "2",
              "--namespace",
              "a\"b",
              "-o",
              "json",
              "--endpoints",
              node.url());

      assertEquals(new CommandRun(0, "{\"ids\":[\"1\",\"2\"]}\n", ""), finished);
      assertEquals(
          List.of("POST /v1/generate application/json {\"namespace\":\"a\\\"b\",\"count\":2}"),
          node.calls());
    }
  }

  @Test
  void aNodeThatIsDownOrUnavailableOrHangsUpIsPassedOver() throws IOException {
    try (FakeNode unavailable = FakeNode.answering(503, NO_QUORUM);
        FakeNode hangingUp = FakeNode.hangingUp();
        FakeNode well = FakeNode.answering(200, "1\n")) {
      String endpoints = String.join(",", nobody(), unavailable.url(), hangingUp.url(), well.url());

      assertEquals(
          new CommandRun(0, "1\n", ""), CommandRun.run("generate", "--endpoints", endpoints));
      assertEquals(1, hangingUp.calls().size(), "no retry behind our back");
    }
  }

  @Test
  void noEndpointAnsweringIsUnreachableAndEachReasonIsSaid() throws IOException {
    String nobody = nobody();

    CommandRun finished = CommandRun.run("generate", "--endpoints", nobody);

    assertEquals(3, finished.exit());
    assertEquals("", finished.out());
    assertTrue(finished.err().contains(nobody + ": Connection refused"), finished.err());
  }

  @Test
  void problemsAreSaidWithTheirDetailCodeAndRequestId() {
    try (FakeNode node = FakeNode.answering(503, NO_QUORUM)) {
      CommandRun finished = CommandRun.run("generate", "--endpoints", node.url());

      assertEquals(5, finished.exit());
      assertEquals(
          "tidemark generate: no leader for 3 s\n  %s answered 503 no_quorum, request id r1\n"
              .formatted(node.url()),
          finished.err());
    }
  }

  @Test
  void theExitCodeTellsWhatKindOfProblemItWas() {
    assertEquals(1, exitAfter(404, "{\"code\":\"namespace_not_found\"}"));
    assertEquals(1, exitAfter(500, "<html>not ours</html>"));
    assertEquals(4, exitAfter(403, "{}"));
    assertEquals(6, exitAfter(409, "{}"));
    assertEquals(6, exitAfter(412, "{}"));
    assertEquals(7, exitAfter(504, "{\"outcome\":\"unknown\"}"));
  }

  @Test
  void aCallThatIsNotRepeatableIsNotRepeatedOnceItMayHaveBeenSent() {
    try (FakeNode hangingUp = FakeNode.hangingUp();
        FakeNode well = FakeNode.answering(200, "{}")) {
      ApiClient client =
          new ApiClient(List.of(Endpoint.parse(hangingUp.url()), Endpoint.parse(well.url())));

      ApiResult result =
          client.call(new ApiCall("POST", "/v1/once", "{}", "application/json", false));

      assertTrue(result instanceof ApiResult.Unknown, result::toString);
      assertEquals(1, hangingUp.calls().size());
      assertEquals(List.of(), well.calls());
    }
  }

  @Test
  void wrongUseIsSaidBeforeAnythingIsSent() {
    try (FakeNode node = FakeNode.answering(200, "1\n")) {
      for (String[] wrong :
          new String[][] {
            {"-n", "0"},
            {"-n", "10001"},
            {"-n", "1e3"},
            {"--namespace", "a", "--format", "ulid"},
            {"-o", "xml"},
            {"--endpoints", "ftp://here"},
            {"--endpoints", "http://here/path"}
          }) {
        String[] arguments = new String[wrong.length + 3];
        arguments[0] = "generate";
        arguments[1] = "--endpoints";
        arguments[2] = node.url();
        System.arraycopy(wrong, 0, arguments, 3, wrong.length);

        CommandRun finished = CommandRun.run(arguments);

        assertEquals(2, finished.exit(), () -> String.join(" ", wrong) + finished.err());
        assertEquals("", finished.out());
      }
      assertEquals(List.of(), node.calls());
    }
  }

  @Test
  void statusIsATableOfTheMembers() {
    try (FakeNode node = FakeNode.answering(200, cluster("\"n1\"", "up", true))) {
      CommandRun finished = CommandRun.run("cluster", "status", "--endpoints", node.url());

      assertEquals(0, finished.exit(), finished.err());
      assertEquals(
          """
          NODE  ROLE   LEADER  TERM  COMMIT  APPLIED  LAG  RAFT    HTTP    VERSION  HEALTH
          n1    voter  n1      3     9       9        0    h:7400  h:8080  0.1.0    ok
          n2    voter  -       -     -       -        -    h:7401  -       -        ok
          """,
          finished.out());
      assertEquals(
          "n1\tvoter\tn1\t3\t9\t9\t0\th:7400\th:8080\t0.1.0\tok",
          CommandRun.run("cluster", "status", "-o", "plain", "--endpoints", node.url())
              .out()
              .lines()
              .findFirst()
              .orElseThrow());
    }
  }

  @Test
  void whoIsBeingAddedIsSaidBelowTheMembers() {
    String adding =
        "\"pending\":{\"name\":\"n4\",\"role\":\"voter\",\"raft_address\":\"h:7403\",\"in_place_of\":%s,\"lag\":%s}}";
    String cluster = cluster("\"n1\"", "up", true).replaceFirst("}$", ",");
    try (FakeNode node = FakeNode.answering(200, cluster + adding.formatted("null", "1234"))) {
      String line = "n4 (h:7403) is catching up, with a lag of 1234; then it becomes a voter\n";
      CommandRun status = CommandRun.run("cluster", "status", "--endpoints", node.url());
      assertEquals(0, status.exit(), "a node that is added is no trouble: " + status.err());
      assertTrue(status.out().endsWith("\n" + line), status.out());
      CommandRun list = CommandRun.run("member", "list", "--endpoints", node.url());
      assertTrue(list.out().endsWith("\n" + line), list.out());
      CommandRun plain = CommandRun.run("member", "list", "-o", "plain", "--endpoints", node.url());
      assertEquals(2, plain.out().lines().count(), "members only: " + plain.out());
    }
    try (FakeNode node = FakeNode.answering(200, cluster + adding.formatted("\"n1\"", "null"))) {
      CommandRun list = CommandRun.run("member", "list", "--endpoints", node.url());
      assertTrue(
          list.out()
              .endsWith(
                  "\nn4 (h:7403) is catching up, and does not answer; then it becomes a voter, in"
                      + " place of n1\n"),
          list.out());
    }
  }

  @Test
  void statusOfAClusterThatIsNotWellExitsWithFive() {
    for (String body :
        List.of(
            cluster("null", "up", true),
            cluster("\"n1\"", "down", true),
            cluster("\"n1\"", "up", false))) {
      try (FakeNode node = FakeNode.answering(200, body)) {
        CommandRun finished =
            CommandRun.run("cluster", "status", "-o", "json", "--endpoints", node.url());

        assertEquals(5, finished.exit(), body);
        assertEquals(body + "\n", finished.out(), "the data is printed all the same");
        assertTrue(finished.err().startsWith("tidemark cluster status: "), finished.err());
      }
    }
  }

  @Test
  void healthIsACommitAndItsTime() {
    String commit = "{\"term\":3,\"index\":77,\"leader\":\"n1\",\"millis\":2.346}";
    try (FakeNode node = FakeNode.answering(200, commit)) {
      CommandRun finished = CommandRun.run("cluster", "health", "--endpoints", node.url());

      assertEquals(
          new CommandRun(
              0, "healthy: committed in 2.346 ms at index 77 of term 3; the leader is n1\n", ""),
          finished);
      assertEquals(List.of("POST /v1/cluster/commit application/json {}"), node.calls());
      assertEquals(
          "2.346\n",
          CommandRun.run("cluster", "health", "-o", "plain", "--endpoints", node.url()).out());
    }
    try (FakeNode node = FakeNode.answering(503, NO_QUORUM)) {
      assertEquals(5, CommandRun.run("cluster", "health", "--endpoints", node.url()).exit());
    }
  }

  @Test
  void leadershipIsTransferredToWhomIsNamedOrToWhoeverIsBest() {
    try (FakeNode node = FakeNode.answering(200, "{\"from\":\"n1\",\"leader\":\"n2\"}")) {
      CommandRun finished = CommandRun.run("cluster", "transfer-leader", "--endpoints", node.url());
      assertEquals(new CommandRun(0, "n2 leads, after n1\n", ""), finished);
      var _ = CommandRun.run("cluster", "transfer-leader", "n2", "--endpoints", node.url());
      assertEquals(
          List.of(
              "POST /v1/cluster/transfer-leader application/json {}",
              "POST /v1/cluster/transfer-leader application/json {\"to\":\"n2\"}"),
          node.calls());
    }
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    assertEquals(0, CommandRun.run().exit());
    assertTrue(CommandRun.run().out().contains("tidemark demo"));
    for (String command : List.of("demo", "generate", "server")) {
      CommandRun help = CommandRun.run(command, "--help");
      assertEquals(0, help.exit());
      assertTrue(help.out().contains("Example"), help.out());
    }
    for (String[] command :
        new String[][] {
          {"cluster", "status"},
          {"cluster", "health"},
          {"cluster", "transfer-leader"},
          {"namespace", "list"},
          {"namespace", "get"},
          {"namespace", "put"},
          {"namespace", "delete"},
          {"namespace", "raise"}
        }) {
      CommandRun help = CommandRun.run(command[0], command[1], "--help");
      assertEquals(0, help.exit());
      assertTrue(help.out().contains("Example"), help.out());
    }
  }

  private static int exitAfter(int status, String body) {
    try (FakeNode node = FakeNode.answering(status, body)) {
      return CommandRun.run("generate", "--endpoints", node.url()).exit();
    }
  }

  private static String cluster(String leader, String secondState, boolean secondReady) {
    return """
    {"cluster_id":"c","epoch":1,"leader":%s,"term":3,"members":[\
    {"name":"n1","role":"voter","state":"up","leader":"n1","term":3,"commit_index":9,\
    "applied_index":9,"lag":0,"raft_address":"h:7400","http_address":"h:8080",\
    "version":"0.1.0","ready":true,"trouble":""},\
    {"name":"n2","role":"voter","state":"%s","leader":null,"term":-1,"raft_address":"h:7401",\
    "http_address":null,"ready":%s,"trouble":""}]}\
    """
        .formatted(leader, secondState, secondReady);
  }

  /** An endpoint where nobody listens. */
  static String nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }
}
