package io.tidemark.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.issue.TestingNode;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.service.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DutyDeskTest {

  private final TestingNode node = new TestingNode();
  private final FakePeers peers = new FakePeers();
  private final FakeWork work = new FakeWork();
  private final TestingScheduler thread = new TestingScheduler();
  private final DutyDesk desk = new DutyDesk(config(), work, node.log, peers, thread);

  /** Work that can be watched. */
  private final class FakeWork implements DutyDesk.Work {
    private final List<String> done = new ArrayList<>();
    private boolean open = true;
    private boolean quiet = true;
    private @Nullable Problem why;

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public boolean pause(Problem told, long millisMax) {
      assertTrue(desk.isOff(), "it says that it drains before it does");
      why = told;
      done.add("pause");
      return quiet;
    }

    @Override
    public void resume() {
      done.add("resume");
    }
  }

  private static NodeConfig config() {
    TreeMap<NodeName, HostPort> members = new TreeMap<>();
    members.put(FakePeers.N1, new HostPort("h", 1));
    return new NodeConfig(
        FakePeers.N1,
        Path.of("unused"),
        new HostPort("h", 2),
        new HostPort("h", 1),
        members,
        null,
        NodeLimits.DEFAULT);
  }

  private static MemberStatus voter(NodeName name, long commitIndex, boolean ready) {
    return new MemberStatus(
        name,
        MemberStatus.Role.VOTER,
        MemberStatus.State.UP,
        "h:1",
        null,
        null,
        null,
        -1,
        commitIndex,
        -1,
        null,
        ready,
        ready ? "" : "draining",
        -1,
        null);
  }

  @BeforeEach
  void allServe() {
    peers.statuses =
        List.of(
            voter(FakePeers.N1, 9, true),
            voter(FakePeers.N2, 7, true),
            voter(FakePeers.N3, 8, true));
    peers.handover = new Handover.Done(FakePeers.N3);
    desk.start();
  }

  private Duty.Result done(Supplier<CompletableFuture<Duty.Result>> change) {
    CompletableFuture<Duty.Result> future = change.get();
    thread.passMillis(0);
    return future.join();
  }

  @Test
  void itStopsIssuingPassesLeadershipToTheVoterThatKnowsMostAndComesBack() {
    assertEquals(Duty.Result.done(""), done(() -> desk.leave(false)));
    assertTrue(desk.isOff());
    assertEquals(List.of("pause"), work.done);
    assertEquals(Problem.Code.DRAINING, work.why == null ? null : work.why.code());
    assertEquals(List.of(Optional.of(FakePeers.N3)), peers.asked);

    assertEquals(Duty.Result.done(""), done(() -> desk.leave(false)), "drained already");
    assertEquals(List.of("pause"), work.done);

    assertEquals(Duty.Result.done(""), done(desk::resume));
    assertFalse(desk.isOff());
    assertEquals(Duty.Result.done(""), done(desk::resume), "on duty already");
    assertEquals(List.of("pause", "resume"), work.done);
  }

  @Test
  void theLastThatServesGoesOffDutyByForceOnly() {
    peers.statuses = List.of(voter(FakePeers.N1, 9, true), voter(FakePeers.N2, 9, false));
    assertEquals(Duty.Verdict.LAST_SERVING, done(() -> desk.leave(false)).verdict());
    assertFalse(desk.isOff());
    assertEquals(List.of(), work.done);

    Duty.Result forced = done(() -> desk.leave(true));
    assertEquals(Duty.Verdict.DONE, forced.verdict());
    assertTrue(forced.detail().contains("still leads"), forced.detail());
    assertEquals(List.of(), peers.asked, "to nobody that is drained");
  }

  @Test
  void whenTheOtherIsDrainedAtTheSameTimeItStays() {
    peers.statusesOnce(peers.statuses);
    peers.statuses = List.of(voter(FakePeers.N1, 9, true), voter(FakePeers.N2, 9, false));
    assertEquals(Duty.Verdict.LAST_SERVING, done(() -> desk.leave(false)).verdict());
    assertFalse(desk.isOff());
    assertEquals(List.of(), work.done);
  }

  @Test
  void electedOffDutyItPassesLeadershipOnAgain() {
    peers.handover = new Handover.Failed("n3 is behind");
    Duty.Result drained = done(() -> desk.leave(false));
    assertTrue(drained.detail().contains("n3 is behind"), drained.detail());
    thread.passMillis(1_000);
    assertEquals(2, peers.asked.size());
    done(desk::resume);
    thread.passMillis(5_000);
    assertEquals(2, peers.asked.size(), "on duty it may lead");
  }

  @Test
  void whatIsNotServingYetIsNotDrainedAndWhatWaitsTooLongIsTold() {
    work.open = false;
    assertEquals(Duty.Verdict.NOT_SERVING, done(() -> desk.leave(true)).verdict());
    work.open = true;
    work.quiet = false;
    assertTrue(done(() -> desk.leave(false)).detail().contains("2000 ms"));
  }
}
