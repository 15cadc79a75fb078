package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Inquiry;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadIndexesTest {

  private final FakeRaft raft = new FakeRaft();
  private final ReadIndexes indexes = new ReadIndexes(raft);

  @Test
  void anIndexIsConfirmedOnceAMajorityIsAtNoLaterTerm() {
    CompletableFuture<Long> index = indexes.confirm(1_000);
    assertFalse(index.isDone());
    raft.answer("n3", 5);
    assertEquals(70, index.join());
  }

  @Test
  void aVoterThatHasNotHeardOfTheTermYetConfirmsToo() {
    CompletableFuture<Long> index = indexes.confirm(1_000);
    raft.answer("n2", 4);
    assertEquals(70, index.join());
  }

  @Test
  void aDeposedLeaderIsNotConfirmedThoughTheSameIndexWasBefore() {
    CompletableFuture<Long> before = indexes.confirm(1_000);
    raft.answer("n2", 5);
    assertEquals(70, before.join());

    CompletableFuture<Long> after = indexes.confirm(1_000);
    raft.answer("n2", 6);
    assertFalse(after.isDone());
    raft.answer("n3", 6);
    assertEquals(ReadIndexes.UNCONFIRMED, after.join());
  }

  @Test
  void silentVotersAndThoseThatDoNotRunRaftConfirmNothing() {
    CompletableFuture<Long> index = indexes.confirm(1_000);
    raft.answer("n2", -1);
    raft.fail("n3");
    assertEquals(ReadIndexes.UNCONFIRMED, index.join());
  }

  @Test
  void theLastAnswerCountsThoughTheOtherVoterFailedBefore() {
    CompletableFuture<Long> index = indexes.confirm(1_000);
    raft.fail("n2");
    raft.answer("n3", 5);
    assertEquals(70, index.join());
  }

  @Test
  void aNodeThatDoesNotLeadOrHasNotCommittedInItsTermConfirmsNothing() {
    raft.leaderReady = false;
    assertEquals(ReadIndexes.UNCONFIRMED, indexes.confirm(1_000).join());
  }

  @Test
  void aTermThatPassesMeanwhileConfirmsNothing() {
    CompletableFuture<Long> index = indexes.confirm(1_000);
    raft.term = 6;
    raft.answer("n2", 5);
    raft.answer("n3", 5);
    assertEquals(ReadIndexes.UNCONFIRMED, index.join());
  }

  @Test
  void aSingleVoterIsItsOwnMajority() {
    raft.voters = 1;
    assertEquals(70, indexes.confirm(1_000).join());
  }

  /** The leader n1 of term 5 with commit index 70, and two voters that answer when told. */
  private static final class FakeRaft implements ReadIndexes.Raft {

    boolean leaderReady = true;
    long term = 5;
    int voters = 3;
    private SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquiries = new TreeMap<>();

    void answer(String voter, long itsTerm) {
      inquiry(voter)
          .complete(
              new Inquiry.Answer("c", "h:1", "follower", null, itsTerm, 0, 0, "test", "", 0, null));
    }

    void fail(String voter) {
      inquiry(voter).completeExceptionally(new IllegalStateException("silent"));
    }

    private CompletableFuture<Inquiry.Answer> inquiry(String voter) {
      CompletableFuture<Inquiry.Answer> inquiry = inquiries.get(new NodeName(voter));
      if (inquiry == null) {
        throw new IllegalStateException(voter + " was not asked");
      }
      return inquiry;
    }

    @Override
    public NodeName self() {
      return new NodeName("n1");
    }

    @Override
    public boolean isLeaderReady() {
      return leaderReady;
    }

    @Override
    public long term() {
      return term;
    }

    @Override
    public long commitIndex() {
      return 70;
    }

    @Override
    public boolean isMajority(Set<NodeName> members) {
      return members.size() > voters / 2;
    }

    @Override
    public SortedMap<NodeName, CompletableFuture<Inquiry.Answer>> inquireOthers(
        long timeoutMillis) {
      inquiries = new TreeMap<>();
      inquiries.put(new NodeName("n2"), new CompletableFuture<>());
      inquiries.put(new NodeName("n3"), new CompletableFuture<>());
      return inquiries;
    }
  }
}
