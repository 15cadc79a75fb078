package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The monitoring plug-ins, against nodes that answer as told. */
final class CheckCommandsTest {
  private static final String NO_QUORUM =
      "{\"status\":503,\"detail\":\"no leader is in"
          + " sight\",\"code\":\"no_quorum\",\"outcome\":\"refused\"}";

  /** Two members; the second with these fields. */
  private static String cluster(String second) {
    return """
    {"rows":400000,"rows_max":10000000,"members":[
     {"name":"n1","role":"voter","state":"up","lag":0,"clock_offset_millis":-4,
      "disk_usable_bytes":600,"disk_total_bytes":1000,"map_used_bytes":1,"map_bytes":1000},
     {"name":"n2","role":"voter",%s}]}
    """
        .formatted(second);
  }

  private static String up(int lag, int offset, int usable) {
    return cluster(
        """
        "state":"up","lag":%d,"clock_offset_millis":%d,
        "disk_usable_bytes":%d,"disk_total_bytes":1000,"map_used_bytes":1,"map_bytes":1000
        """
            .formatted(lag, offset, usable));
  }

  private static CommandRun check(String cluster, String... arguments) {
    try (FakeNode node = FakeNode.answering(200, cluster)) {
      return run(node.url(), arguments);
    }
  }

  private static CommandRun run(String endpoints, String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "check";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--endpoints";
    all[arguments.length + 2] = endpoints;
    return CommandRun.run(all);
  }

  @Test
  void lagIsJudgedByTheSlowestMember() {
    assertEquals(
        new CommandRun(
            0,
            "TIDEMARK LAG OK - the largest lag is 7, of n2 | n1=0;1000;10000 n2=7;1000;10000\n",
            ""),
        check(up(7, 0, 900), "lag"));
    assertEquals(1, check(up(1_001, 0, 900), "lag").exit());
    assertEquals(2, check(up(10_001, 0, 900), "lag").exit());
    assertEquals(2, check(up(7, 0, 900), "lag", "--warning", "2", "--critical", "6").exit());
  }

  @Test
  void clocksMayBeAheadOrBehind() {
    assertEquals(
        new CommandRun(
            1,
            "TIDEMARK CLOCK WARNING - n2 is the farthest off, by 1500 ms"
                + " | n1=4ms;1000;10000 n2=1500ms;1000;10000\n",
            ""),
        check(up(0, -1_500, 900), "clock"));
    assertEquals(2, check(up(0, 10_001, 900), "clock").exit());
    assertEquals(0, check(up(0, 900, 900), "clock").exit());
  }

  @Test
  void theFullestOfDiskMapAndRowsCounts() {
    assertEquals(
        new CommandRun(
            1,
            "TIDEMARK DISK WARNING - n2_disk is the fullest, 85 % used | rows=5%;80;90"
                + " n1_disk=40%;80;90 n1_map=0.1%;80;90 n2_disk=85%;80;90 n2_map=0.1%;80;90\n",
            ""),
        check(up(0, 0, 150), "disk"));
    assertEquals(2, check(up(0, 0, 50), "disk").exit());
    assertEquals(2, check(up(0, 0, 900), "disk", "-w", "1", "-c", "4").exit(), "rows");
  }

  @Test
  void aMemberThatTellsNothingIsAWarning() {
    String down = cluster("\"state\":\"down\",\"lag\":null");
    for (String what : new String[] {"lag", "clock", "disk"}) {
      CommandRun finished = check(down, what);
      assertEquals(1, finished.exit(), finished::toString);
      assertTrue(finished.out().contains("; nothing known of n2 |"), finished.out());
    }
  }

  @Test
  void withoutAnAnswerNothingIsKnown() throws IOException {
    CommandRun finished = run(ClientCommandsTest.nobody(), "lag");
    assertEquals(3, finished.exit());
    assertTrue(finished.out().startsWith("TIDEMARK LAG UNKNOWN - no endpoint"), finished.out());
    assertEquals(3, check("<html>", "disk").exit());
    assertEquals(3, check("{\"members\":[]}", "clock").exit());
  }

  @Test
  void aWrongCommandLineIsUnknownToo() {
    assertEquals(3, check("{}", "lag", "--warning", "many").exit());
    CommandRun contradicting = check("{}", "lag", "-w", "5", "-c", "4");
    assertEquals(3, contradicting.exit());
    assertTrue(contradicting.err().contains("--warning 5 is above --critical 4"));
    assertEquals(3, check("{}", "luck").exit());
  }

  @Test
  void aQuorumThatCommitsIsWellUnlessAVoterIsDown() {
    String committed = "{\"term\":1,\"index\":5,\"leader\":\"n1\",\"millis\":2.346}";
    try (FakeNode node = FakeNode.answering(200, committed).first(up(0, 0, 900))) {
      assertEquals(
          new CommandRun(
              0,
              "TIDEMARK QUORUM OK - committed in 2.3 ms; 2 of 2 voters answer"
                  + " | commit=2.3ms;500;1500\n",
              ""),
          run(node.url(), "quorum"));
      node.first(cluster("\"state\":\"down\""));
      CommandRun oneDown = run(node.url(), "quorum");
      assertEquals(1, oneDown.exit());
      assertTrue(oneDown.out().contains("1 of 2 voters answer, not n2"), oneDown.out());
      node.first(up(0, 0, 900));
      assertEquals(2, run(node.url(), "quorum", "-w", "1", "-c", "2").exit(), "slow");
    }
  }

  @Test
  void aQuorumThatDoesNotCommitIsCritical() {
    try (FakeNode node = FakeNode.answering(503, NO_QUORUM).first(200, up(0, 0, 900))) {
      CommandRun finished = run(node.url(), "quorum");
      assertEquals(2, finished.exit());
      assertEquals(
          "TIDEMARK QUORUM CRITICAL - no majority commits: no leader is in sight;"
              + " 2 of 2 voters answer\n",
          finished.out());
      assertEquals(3, run(node.url(), "quorum").exit(), "no status, nothing known");
    }
  }

  @Test
  void livenessAsksEveryEndpointAndOneOfOneIsCritical() throws IOException {
    try (FakeNode live = FakeNode.answering(200, "{}");
        FakeNode dead = FakeNode.answering(503, "{}")) {
      assertEquals(
          new CommandRun(0, "TIDEMARK LIVENESS OK - 1 of 1 live | dead=0;0;0\n", ""),
          run(live.url(), "liveness"));
      assertEquals(2, run(dead.url(), "liveness").exit());
      assertEquals(2, run(ClientCommandsTest.nobody(), "liveness").exit());
      CommandRun some = run(live.url() + "," + dead.url(), "liveness");
      assertEquals(1, some.exit());
      assertTrue(some.out().contains("1 of 2 live, not " + dead.url()), some.out());
      assertEquals(2, run(live.url() + "," + dead.url(), "liveness", "-c", "0").exit());
    }
  }

  @Test
  void machinesReadTheSameAsJson() {
    assertEquals(
        "{\"check\":\"lag\",\"level\":\"ok\",\"summary\":\"the largest lag is 7, of"
            + " n2\",\"measures\":[{\"label\":\"n1\",\"value\":0,\"unit\":\"\",\"warning\":1000,\"critical\":10000},{\"label\":\"n2\",\"value\":7,\"unit\":\"\",\"warning\":1000,\"critical\":10000}]}\n",
        check(up(7, 0, 900), "lag", "-o", "json").out());
  }
}
