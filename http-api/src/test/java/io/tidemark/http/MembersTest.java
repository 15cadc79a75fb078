package io.tidemark.http;

import static io.tidemark.http.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import io.tidemark.http.RunningServer.Reply;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberChange.Action;
import io.tidemark.node.service.ClusterMembership.Changed;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.Problem.Code;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who belongs to the cluster. */
final class MembersTest {

  private static final String MEMBERS = "/v1/cluster/members";
  private static final NodeName N4 = new NodeName("n4");

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
  void everyChangeTellsTheConfigurationThatIsInForce() throws Exception {
    String done = "{\"name\":\"n4\",\"state\":\"done\",\"configuration_index\":91}";
    assertEquals(
        done, server.post(MEMBERS, "{\"name\":\"n4\",\"raft_address\":\"10.0.0.4:7400\"}").body());
    assertEquals(done, server.post(MEMBERS + "/n4/promote?configuration_index=7", "{}").body());
    assertEquals(done, server.post(MEMBERS + "/n4/replace", "{\"by\":\"n5\"}").body());
    server.post(MEMBERS + "/n4/replace", "{\"by\":\"n5\",\"raft_address\":\"h:1\"}");
    server.post(MEMBERS, "{\"name\":\"n4\",\"raft_address\":\"h:1\",\"role\":\"listener\"}");
    assertEquals(done, server.delete(MEMBERS + "/n4").body());
    assertEquals(
        List.of(
            new MemberChange(Action.ADD, N4, new HostPort("10.0.0.4", 7400), null, -1),
            new MemberChange(Action.PROMOTE, N4, null, null, 7),
            new MemberChange(Action.REPLACE, N4, null, new NodeName("n5"), -1),
            new MemberChange(Action.REPLACE, N4, new HostPort("h", 1), new NodeName("n5"), -1),
            new MemberChange(Action.ADD_LISTENER, N4, new HostPort("h", 1), null, -1),
            new MemberChange(Action.REMOVE, N4, null, null, -1)),
        List.copyOf(server.node.memberChanges));
  }

  @Test
  void aChangeThatGoesOnIsAccepted() throws Exception {
    server.node.changed = new Changed(false, -1);
    Reply reply = server.post(MEMBERS + "/n4/promote", "");
    assertEquals(202, reply.status());
    assertEquals(
        "{\"name\":\"n4\",\"state\":\"in_progress\",\"configuration_index\":null}", reply.body());
  }

  @Test
  void whatCanNotBeDoneIsAProblem() throws Exception {
    for (Code code :
        List.of(
            Code.MEMBER_UNFIT,
            Code.MEMBER_NOT_READY,
            Code.MEMBERSHIP_CONFLICT,
            Code.QUORUM_AT_RISK)) {
      server.node.problem = Problem.refused(code, "no");
      assertProblem(
          server.post(MEMBERS + "/n4/promote", "{}"), 409, code.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void whatIsNoRequestReachesNobody() throws Exception {
    for (String body :
        List.of(
            "{}",
            "{\"name\":\"n4\"}",
            "{\"raft_address\":\"h:1\"}",
            "{\"name\":\"No Name\",\"raft_address\":\"h:1\"}",
            "{\"name\":\"n4\",\"raft_address\":\"h\"}",
            "{\"name\":\"n4\",\"raft_address\":\"h:1\",\"role\":\"king\"}",
            "{\"name\":\"n4\",\"raft_address\":\"h:1\",\"x\":1}")) {
      assertProblem(server.post(MEMBERS, body), 422, "request_invalid");
    }
    assertProblem(
        server.post(MEMBERS + "/n4/promote?configuration_index=x", "{}"), 422, "request_invalid");
    assertProblem(server.post(MEMBERS + "/n4/replace", "{}"), 422, "request_invalid");
    assertTrue(server.node.memberChanges.isEmpty());
  }
}
