package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Taking nodes off duty, against a node that answers as told. */
final class NodeCommandsTest {
  private static final String DRAINED =
      "{\"node\":\"n2\",\"draining\":true,\"leader\":\"n3\",\"detail\":null}";

  @Test
  void aNodeIsDrainedByItsNameThroughAnyEndpoint() {
    try (FakeNode node = FakeNode.answering(200, DRAINED)) {
      assertEquals(
          new CommandRun(0, "n2 is drained; the leader is n3\n", ""),
          CommandRun.run("node", "drain", "n2", "--endpoints", node.url()));
      assertEquals(
          new CommandRun(0, DRAINED + "\n", ""),
          CommandRun.run("node", "drain", "n2", "--yes", "-o", "json", "--endpoints", node.url()));
      assertEquals(
          List.of(
              "POST /v1/cluster/members/n2/drain application/json {}",
              "POST /v1/cluster/members/n2/drain application/json {\"force\":true}"),
          node.calls());
    }
  }

  @Test
  void aNodeIsBroughtBack() {
    try (FakeNode node = FakeNode.answering(200, DRAINED.replace("true", "false"))) {
      assertEquals(
          new CommandRun(0, "n2 serves again; the leader is n3\n", ""),
          CommandRun.run("node", "undrain", "n2", "--endpoints", node.url()));
      assertEquals(
          List.of("POST /v1/cluster/members/n2/undrain application/json {}"), node.calls());
    }
  }

  @Test
  void whatIsNotAsItShouldBeIsSaid() {
    try (FakeNode node =
        FakeNode.answering(200, DRAINED.replace("null", "\"requests still waited\""))) {
      assertEquals(
          "n2 is drained, but requests still waited; the leader is n3\n",
          CommandRun.run("node", "drain", "n2", "--endpoints", node.url()).out());
    }
  }

  @Test
  void theLastServingNodeIsAConflictAndAnUnknownNameAFailure() {
    assertEquals(6, drainAnswered(409, "last_serving_member").exit());
    CommandRun unknown = drainAnswered(404, "member_not_found");
    assertEquals(1, unknown.exit());
    assertTrue(unknown.err().contains("it has [n1, n2, n3]"), unknown.err());
  }

  @Test
  void severalNodesAreAddedOneAfterTheOther() {
    String cluster =
        """
        {"cluster_id":"c","configuration_index":7,"members":[{"name":"n1","role":"voter",\
        "state":"up","raft_address":"h:7400"},{"name":"n4","role":"listener","state":"up",\
        "raft_address":"h4:7400"},{"name":"n5","role":"listener","state":"up",\
        "raft_address":"h5:7400"}]}\
        """;
    try (FakeNode node = FakeNode.answering(200, cluster)) {
      CommandRun added =
          CommandRun.run(
              "member", "add", "n4", "h4:7400", "n5", "h5:7400", "--endpoints", node.url());
      assertEquals(
          new CommandRun(
              0, "n4 has caught up and is a voter\nn5 has caught up and is a voter\n", ""),
          added);
      assertEquals(
          List.of("n4", "n5"),
          node.calls().stream()
              .filter(call -> call.startsWith("POST"))
              .map(call -> call.replaceAll(".*\"name\":\"(n\\d)\".*", "$1"))
              .toList());
    }
  }

  @Test
  void aNodeWithoutAnAddressIsNotAdded() {
    CommandRun odd = CommandRun.run("member", "add", "n4", "h4:7400", "n5");
    assertEquals(2, odd.exit());
    assertTrue(odd.err().contains("'n5' has no HOST:PORT after it"), odd.err());
  }

  private static CommandRun drainAnswered(int status, String code) {
    String problem = "{\"code\":\"%s\",\"detail\":\"it has [n1, n2, n3]\"}".formatted(code);
    try (FakeNode node = FakeNode.answering(status, problem)) {
      return CommandRun.run("node", "drain", "n9", "--endpoints", node.url());
    }
  }
}
