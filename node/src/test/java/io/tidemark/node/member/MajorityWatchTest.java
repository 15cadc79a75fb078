package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.core.NodeName;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MajorityWatchTest {

  private static final long SILENCE_MAX = 2_000;

  private final Followers raft = new Followers();
  private final MajorityWatch watch = new MajorityWatch(raft, SILENCE_MAX);

  @Test
  void aLeaderThatNobodyAnswersStepsDownAtTheThirdLook() {
    raft.leadsFor(60_000).silent("n2", 2_001).silent("n3", 9_000);
    look(2);
    assertEquals(0, raft.stepsDown);
    look(1);
    assertEquals(1, raft.stepsDown);
  }

  @Test
  void oneAnswerOfTwoIsAMajority() {
    raft.leadsFor(60_000).silent("n2", SILENCE_MAX).silent("n3", 90_000);
    look(10);
    assertEquals(0, raft.stepsDown);
  }

  @Test
  void oneWhoWasPausedHearsTheOthersBeforeItJudges() {
    raft.leadsFor(60_000).silent("n2", 70_000).silent("n3", 70_000);
    look(2);
    raft.silent("n2", 3);
    look(1);
    raft.silent("n2", 70_000);
    look(2);
    assertEquals(0, raft.stepsDown);
  }

  @Test
  void aNewLeaderHasTimeToAsk() {
    raft.leadsFor(SILENCE_MAX).silent("n2", 9_000).silent("n3", 9_000);
    look(10);
    assertEquals(0, raft.stepsDown);
  }

  @Test
  void whoDoesNotLeadHasNothingToGiveUp() {
    look(10);
    assertEquals(0, raft.stepsDown);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  /** Three voters, of which n1 is this node. */
  private static final class Followers implements MajorityWatch.Raft {

    private final SortedMap<NodeName, Long> silentMillis = new TreeMap<>();
    private long leadsMillis;
    private int stepsDown;

    Followers leadsFor(long millis) {
      leadsMillis = millis;
      return this;
    }

    Followers silent(String follower, long millis) {
      silentMillis.put(new NodeName(follower), millis);
      return this;
    }

    @Override
    public NodeName self() {
      return new NodeName("n1");
    }

    @Override
    public long leadsMillis() {
      return leadsMillis;
    }

    @Override
    public SortedMap<NodeName, Long> silentMillis() {
      return silentMillis;
    }

    @Override
    public boolean isMajority(Set<NodeName> members) {
      return members.size() >= 2;
    }

    @Override
    public void stepDown() {
      stepsDown++;
    }
  }
}
