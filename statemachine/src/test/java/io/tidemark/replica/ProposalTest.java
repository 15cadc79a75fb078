package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Fault;
import io.tidemark.core.Outcome;
import io.tidemark.core.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests, on one member. */
class ProposalTest {

  @TempDir static Path home;
  static TestCluster cluster;
  static Member member;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster(home, 1).started();
    member = cluster.leader();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    assertEquals(List.<Fault>of(), member.faults().all());
  }

  @Test
  void a_proposal_takes_one_place_in_the_log_and_its_reply_tells_the_outcome() throws Exception {
    long before = member.applied().index();
    List<Reply> replies = cluster.propose(Proposal.registration("reply", ""));
    assertEquals(before + 1, member.applied().index(), "an entry more than the proposal");
    assertEquals(1, replies.getFirst().nonce());
    assertInstanceOf(Outcome.IncarnationRegistered.class, replies.getFirst().outcome());
  }

  @Test
  void too_large_an_entry_is_refused_and_the_leader_goes_on() throws Exception {
    long before = member.applied().index();
    RaftClientReply reply = cluster.submit(new byte[ReplicaStateMachine.ENTRY_BYTES_MAX + 1]);
    assertFalse(reply.isSuccess());
    assertTrue(reply.getException().getMessage().contains("over the limit of 4194304"));
    assertRefusedWithoutTrace(before);
  }

  @Test
  void the_largest_entry_passes_below_the_limits_of_Ratis() {
    assertTrue(ReplicaStateMachine.ENTRY_BYTES_MAX + (64 << 10) < RaftSettings.APPEND_BYTES_MAX);
  }

  @Test
  void bytes_that_are_no_entry_are_refused_and_the_leader_goes_on() throws Exception {
    long before = member.applied().index();
    RaftClientReply reply = cluster.submit(new byte[] {1, 2, 3});
    assertFalse(reply.isSuccess());
    assertInstanceOf(EntryRefusedException.class, reply.getException().getCause());
    assertRefusedWithoutTrace(before);
  }

  /** The reason why a node never uses a pair of client id and call id for two entries. */
  @Test
  void another_entry_under_a_used_call_id_is_answered_with_the_first_ones_reply() throws Exception {
    ClientId client = ClientId.randomId();
    RaftClientReply first =
        submit(Proposal.write(member.id(), client, 7, Proposal.registration("first", "")));
    long before = member.applied().index();
    RaftClientReply second =
        submit(Proposal.write(member.id(), client, 7, Proposal.registration("second", "")));
    assertEquals(first.getMessage().getContent(), second.getMessage().getContent());
    assertEquals(first.getLogIndex(), second.getLogIndex());
    assertEquals(before, member.applied().index(), "the second entry reached the log");
  }

  @Test
  void a_read_is_answered_with_the_applied_place() throws Exception {
    cluster.propose(Proposal.registration("read", ""));
    RaftClientReply reply = cluster.read(member);
    assertEquals(member.applied(), PositionMessage.decode(reply.getMessage()));
  }

  private static RaftClientReply submit(RaftClientRequest request) throws Exception {
    return member
        .server()
        .submitClientRequestAsync(request)
        .get(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void assertRefusedWithoutTrace(long before) throws Exception {
    assertEquals(before, member.applied().index());
    assertTrue(member.leads());
    cluster.propose(Proposal.registration("after " + before, ""));
    assertEquals(before + 1, member.applied().index());
  }
}
