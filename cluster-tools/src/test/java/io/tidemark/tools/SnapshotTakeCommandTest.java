package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A snapshot on demand, against a node that answers as told. */
final class SnapshotTakeCommandTest {
  private static final String TAKEN =
      "{\"node\":\"n2\",\"taken\":true,\"term\":3,\"index\":77,\"size_bytes\":649,\"millis\":12}";

  @Test
  void aNodeIsAskedByItsNameThroughAnyEndpoint() {
    try (FakeNode node = FakeNode.answering(200, TAKEN)) {
      assertEquals(
          new CommandRun(
              0, "n2 took a snapshot up to index 77 of term 3, 649 bytes, in 12 ms\n", ""),
          CommandRun.run("snapshot", "take", "n2", "--endpoints", node.url()));
      assertEquals(
          new CommandRun(0, TAKEN + "\n", ""),
          CommandRun.run("snapshot", "take", "n2", "-o", "json", "--endpoints", node.url()));
      assertEquals(
          new CommandRun(0, "77\n", ""),
          CommandRun.run("snapshot", "take", "n2", "-o", "plain", "--endpoints", node.url()));
      assertEquals(
          "POST /v1/cluster/members/n2/snapshot application/json {}", node.calls().getFirst());
    }
  }

  @Test
  void withoutANameItIsTheNodeThatAnswers() {
    try (FakeNode node =
        FakeNode.answering(200, TAKEN.replace("true", "false")).first("{\"self\":\"n2\"}")) {
      assertEquals(
          new CommandRun(
              0,
              "n2 has applied nothing since its snapshot up to index 77 of term 3, 649 bytes\n",
              ""),
          CommandRun.run("snapshot", "take", "--endpoints", node.url()));
      assertEquals(
          List.of(
              "GET /v1/cluster application/json",
              "POST /v1/cluster/members/n2/snapshot application/json {}"),
          node.calls());
    }
  }

  @Test
  void oneThatGoesOnIsAConflictAndOneThatIsNotThroughIsUnknown() {
    assertEquals(6, answered("\"outcome\":\"refused\"").exit());
    CommandRun late = answered("\"outcome\":\"unknown\"");
    assertEquals(7, late.exit());
    assertTrue(late.err().contains("it goes on"), late.err());
  }

  private static CommandRun answered(String outcome) {
    String problem =
        "{\"code\":\"snapshot_running\",\"detail\":\"it goes on\",%s}".formatted(outcome);
    try (FakeNode node = FakeNode.answering(409, problem)) {
      return CommandRun.run("snapshot", "take", "n2", "--endpoints", node.url());
    }
  }
}
