package io.tidemark.tools;

import static io.tidemark.tools.CommandRun.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading IDs and previewing rules, against a node that answers as told. */
final class DecodeCommandTest {
  private static final String READING =
      """
      {"id":"A/1","ambiguous":false,"kind":"sequence","value":"1","check":"valid"}\
      """;

  @Test
  void decodePrintsAFieldALine() {
    try (FakeNode node = FakeNode.answering(200, READING)) {
      CommandRun finished =
          run("decode", "A/1", "--namespace", "orders", "--endpoints", node.url());

      assertEquals(0, finished.exit(), finished.err());
      assertTrue(finished.out().contains("check      valid"), finished.out());
      assertEquals(
          List.of("POST /v1/ids/decode application/json {\"id\":\"A/1\",\"namespace\":\"orders\"}"),
          node.calls());
    }
  }

  @Test
  void decodeSaysWhatIsNoId() {
    String problem = "{\"status\":422,\"detail\":\"'x' has the form of no kind of ID\"}";
    try (FakeNode node = FakeNode.answering(422, problem)) {
      CommandRun finished = run("decode", "x", "--endpoints", node.url());

      assertTrue(finished.exit() != 0);
      assertTrue(finished.err().contains("has the form of no kind of ID"), finished.err());
    }
  }

  @Test
  void previewSendsTheFieldsOfTheRule() {
    try (FakeNode node = FakeNode.answering(200, "{\"name\":\"new\",\"examples\":[\"A-1\"]}")) {
      CommandRun finished =
          run(
              "namespace",
              "preview",
              "new",
              "kind=sequence",
              "template=A-{seq}",
              "-o",
              "plain",
              "--endpoints",
              node.url());

      assertEquals("name\tnew\nexamples\t[\"A-1\"]\n", finished.out(), finished.err());
      assertEquals(
          List.of(
              "POST /v1/namespaces/new/preview application/json"
                  + " {\"kind\":\"sequence\",\"template\":\"A-{seq}\"}"),
          node.calls());
    }
  }
}
