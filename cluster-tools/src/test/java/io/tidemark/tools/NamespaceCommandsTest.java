package io.tidemark.tools;

import static io.tidemark.tools.CommandRun.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands about namespaces, against nodes that answer as told. */
final class NamespaceCommandsTest {
  private static final String ORDERS =
      """
      {"name":"orders","generation":3,"kind":"sequence","mode":"range","frozen":true,\
      "high_water_mark":"501","description":"","labels":{"team":"a"}}\
      """;
  private static final String UNAVAILABLE =
      """
      {"status":503,"detail":"draining","code":"draining","outcome":"refused","retryable":true}\
      """;

  @Test
  void listFollowsThePagesToTheEnd() {
    String second =
        "{\"namespaces\":[{\"name\":\"default\",\"kind\":\"uuid7\"}],\"next_page_token\":null}";
    try (FakeNode node =
        FakeNode.answering(200, second)
            .first("{\"namespaces\":[" + ORDERS + "],\"next_page_token\":\"a b\"}")) {
      CommandRun finished = run("namespace", "list", "--endpoints", node.url());

      assertEquals(0, finished.exit(), finished.err());
      assertEquals(
          """
          NAME     KIND      MODE   GENERATION  HIGH-WATER MARK  FROZEN  DESCRIPTION
          orders   sequence  range  3           501              true    -
          default  uuid7     -      -           -                -       -
          """,
          finished.out());
      assertEquals(
          List.of(
              "GET /v1/namespaces?limit=1000 application/json",
              "GET /v1/namespaces?limit=1000&page_token=a+b application/json"),
          node.calls());
    }
  }

  @Test
  void listAsJsonIsOneObjectWithAllPages() {
    try (FakeNode node = FakeNode.answering(200, "{\"namespaces\":[{\"name\":\"b\"}]}")) {
      var _ = node.first("{\"namespaces\":[{\"name\":\"a\"}],\"next_page_token\":\"a\"}");
      CommandRun finished = run("namespace", "list", "-o", "json", "--endpoints", node.url());

      assertEquals("{\"namespaces\":[{\"name\":\"a\"},{\"name\":\"b\"}]}\n", finished.out());
    }
  }

  @Test
  void getPrintsAFieldALineAndJsonAsItCame() {
    try (FakeNode node = FakeNode.answering(200, ORDERS)) {
      CommandRun finished =
          run("namespace", "get", "orders", "-o", "plain", "--endpoints", node.url());

      assertTrue(finished.out().startsWith("name\torders\ngeneration\t3\n"), finished.out());
      assertTrue(finished.out().contains("description\t-\nlabels\t{\"team\":\"a\"}\n"));
      assertEquals(
          ORDERS + "\n",
          run("namespace", "get", "orders", "-o", "json", "--endpoints", node.url()).out());
      assertEquals("GET /v1/namespaces/orders application/json", node.calls().getFirst());
    }
  }

  @Test
  void putSendsTextsAndJsonAsTheyAreTypedAndItsCondition() {
    try (FakeNode node = FakeNode.answering(201, ORDERS)) {
      String url = node.url();
      assertEquals(
          0,
          run(
                  "namespace",
                  "put",
                  "a/b",
                  "kind=sequence",
                  "max:=null",
                  "template=a=b",
                  "--endpoints",
                  url)
              .exit());
      assertEquals(
          "PUT /v1/namespaces/a%2Fb application/json"
              + " {\"kind\":\"sequence\",\"max\":null,\"template\":\"a=b\"}",
          node.calls().getFirst());
      assertEquals(List.of(), node.conditions());
      var _ = run("namespace", "put", "a", "kind=ulid", "--create-only", "--endpoints", url);
      var _ = run("namespace", "put", "a", "kind=ulid", "--generation", "7", "--endpoints", url);
      assertEquals(List.of("If-None-Match: *", "If-Match: \"7\""), node.conditions());
    }
  }

  @Test
  void whatIsNoRuleIsSaidBeforeAnythingIsSent() {
    try (FakeNode node = FakeNode.answering(201, ORDERS)) {
      for (String[] wrong :
          new String[][] {
            {"put", "a", "kind"},
            {"put", "a", "=x"},
            {"put", "a", "max:={"},
            {"put", "a", "kind=ulid", "kind=uuid7"},
            {"put", "a", "kind=ulid", "--create-only", "--generation", "1"},
            {"raise", "a", "many"},
            {"delete", "a"}
          }) {
        String[] arguments = new String[wrong.length + 3];
        arguments[0] = "namespace";
        System.arraycopy(wrong, 0, arguments, 1, wrong.length);
        arguments[wrong.length + 1] = "--endpoints";
        arguments[wrong.length + 2] = node.url();

        CommandRun finished = run(arguments);

        assertEquals(2, finished.exit(), () -> String.join(" ", wrong) + ": " + finished.err());
      }
      assertEquals(List.of(), node.calls());
    }
  }

  @Test
  void deleteAndRaiseAreMadeOnce() {
    try (FakeNode hangingUp = FakeNode.hangingUp();
        FakeNode well = FakeNode.answering(200, ORDERS)) {
      String endpoints = hangingUp.url() + "," + well.url();
      assertEquals(7, run("namespace", "delete", "a", "--yes", "--endpoints", endpoints).exit());
      assertEquals(7, run("namespace", "raise", "a", "500", "--endpoints", endpoints).exit());
      assertEquals(
          List.of(
              "DELETE /v1/namespaces/a application/json",
              "POST /v1/namespaces/a/raise application/json {\"to\":\"500\"}"),
          hangingUp.calls());
      assertEquals(List.of(), well.calls());
    }
  }

  @Test
  void aChangeThatANodeRefusedIsTakenToTheNext() {
    try (FakeNode draining = FakeNode.answering(503, UNAVAILABLE);
        FakeNode well = FakeNode.answering(200, ORDERS)) {
      CommandRun finished =
          run("namespace", "raise", "a", "5", "--endpoints", draining.url() + "," + well.url());

      assertEquals(0, finished.exit(), finished.err());
      assertEquals(1, well.calls().size());
    }
  }
}
