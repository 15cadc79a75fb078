package io.tidemark.replica;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member joins: first it listens, then it votes. */
class ConfigurationTest {

  @TempDir Path home;

  @Test
  void a_listener_has_the_state_but_is_no_voter_until_it_is_promoted() throws Exception {
    RaftPeer joining = TestCluster.peer("n2");
    try (TestCluster cluster = new TestCluster(home, 1).started();
        Member listener = new Member(joining, home.resolve("n2"))) {
      Member first = cluster.leader();
      cluster.register(0, 3);
      // Takes part in nothing before the leader tells it who else is there.
      listener.start(RaftGroup.valueOf(TestCluster.GROUP_ID));
      change(
          first,
          1,
          List.of(first.peer()),
          List.of(RaftPeer.newBuilder(joining).setStartupRole(RaftPeerRole.LISTENER).build()));
      awaitEqual(first, listener);
      assertEquals(Set.of(new NodeName("n1")), listener.voters());

      change(first, 2, List.of(first.peer(), joining), List.of());
      cluster.register(3, 1);
      awaitEqual(first, listener);
      assertEquals(Set.of(new NodeName("n1"), new NodeName("n2")), listener.voters());
      assertEquals(List.of(), listener.faults().all());
    }
  }

  private static void change(
      Member leader, long callId, List<RaftPeer> voters, List<RaftPeer> listeners)
      throws Exception {
    SetConfigurationRequest request =
        new SetConfigurationRequest(
            ClientId.randomId(),
            leader.id().getPeerId(),
            leader.id().getGroupId(),
            callId,
            SetConfigurationRequest.Arguments.newBuilder()
                .setServersInNewConf(voters)
                .setListenersInNewConf(listeners)
                .build());
    RaftClientReply reply =
        leader
            .server()
            .setConfigurationAsync(request)
            .get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertTrue(reply.isSuccess(), reply::toString);
  }

  private static void awaitEqual(Member first, Member second) {
    await().atMost(TestCluster.PATIENCE).until(() -> first.state().equals(second.state()));
  }
}
