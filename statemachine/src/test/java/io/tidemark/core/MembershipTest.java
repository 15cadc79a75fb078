package io.tidemark.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MembershipTest {

  private static final NodeName N1 = new NodeName("n1");
  private static final NodeName N2 = new NodeName("n2");
  private static final NodeName N3 = new NodeName("n3");
  private static final NodeName N4 = new NodeName("n4");

  private final TestCluster cluster = new TestCluster();

  @Test
  void nobodyVotesAndListensAtOnce() {
    assertThrows(
        IllegalArgumentException.class, () -> Membership.of(Set.of(N1, N2), Set.of(N2), Map.of()));
  }

  @Test
  void theProcessOfARemovedNodeIsServedNoMore() {
    TestProcess removed = cluster.start("n3");
    cluster.changeVoters("n1", "n2");
    Outcome outcome =
        cluster.assertRejectedWithoutTrace(
            RejectionReason.NOT_A_MEMBER, () -> removed.propose(new Command.ReportClock()));
    assertTrue(outcome.toString().contains("n3"), outcome.toString());
    cluster.assertRejectedWithoutTrace(
        RejectionReason.NOT_A_MEMBER, () -> cluster.register(N3, "another process"));
  }

  @Test
  void aNodeThatComesBackUnderItsNameGetsAnotherNumberAndItsOldProcessIsFenced() {
    TestProcess old = cluster.start("n3");
    cluster.changeVoters("n1", "n2");
    cluster.changeVoters("n1", "n2", "n3");
    TestCluster.assertRejected(
        RejectionReason.SUPERSEDED_INCARNATION, old.propose(new Command.ReportClock()));
    TestProcess next = cluster.start("n3");
    assertTrue(next.incarnation().value() > old.incarnation().value());
    TestCluster.assertRejected(
        RejectionReason.SUPERSEDED_INCARNATION, old.propose(new Command.ReportClock()));
  }

  @Test
  void aListenerProposesAndItsClockMovesNothing() {
    cluster.changeMembers(Membership.of(Set.of(N1), Set.of(N4), Map.of()));
    TestProcess listener = cluster.start("n4");
    listener.granted(Outcome.ClockReported.class, new Command.ReportClock());
    assertFalse(cluster.cluster().clockMillis().containsKey(N4));
  }

  @Test
  void aConfigurationThatANewLeaderRepeatsChangesNothing() {
    Membership told = Membership.of(Set.of(N1, N2), Set.of(N4), Map.of(N1, "a:1", N2, "b:1"));
    cluster.changeMembers(told);
    Membership before = cluster.cluster().members();
    cluster.changeMembers(told);
    assertEquals(before, cluster.cluster().members());
    assertTrue(cluster.cluster().applied().index() > before.index());
  }

  @Test
  void aNameKeepsItsAddressOnRecordAfterItLeft() {
    cluster.changeMembers(Membership.of(Set.of(N1, N2), Set.of(), Map.of(N1, "a:1", N2, "b:1")));
    cluster.changeMembers(Membership.of(Set.of(N1, N3), Set.of(), Map.of(N1, "a:1", N3, "c:1")));
    Membership members = cluster.cluster().members();
    assertEquals(Set.of(N1, N3), members.voters());
    assertEquals(new TreeMap<>(Map.of(N1, "a:1", N2, "b:1", N3, "c:1")), members.addresses());
    assertEquals(cluster.cluster().applied().index(), members.index());
  }
}
