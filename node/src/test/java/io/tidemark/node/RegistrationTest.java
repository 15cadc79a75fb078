package io.tidemark.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterSecret;
import io.tidemark.core.Fault;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.FakeLog;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.RecordedFaults;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.log.TestingTicker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RegistrationTest {

  private static final NodeLimits LIMITS = NodeLimits.DEFAULT;

  private final FakeLog log = new FakeLog(new TestingTicker(), "n1");
  private final TestingClock clock = new TestingClock();
  private final RecordedFaults faults = new RecordedFaults();
  private final TestingScheduler scheduler = new TestingScheduler();
  private final Proposer proposer = proposer(1);
  private final Registration registration = registration(proposer, "process-a");

  private Proposer proposer(long firstNonce) {
    return new Proposer(log, new NodeName("n1"), clock, LIMITS, faults, firstNonce);
  }

  private Registration registration(Proposer through, String processNonce) {
    return new Registration(through, scheduler, processNonce, new ClusterSecret("ab".repeat(32)));
  }

  @Test
  void aProcessProposesAsItsIncarnationOnceItIsRegistered() {
    CompletableFuture<IncarnationNumber> registered = registration.start();
    assertEquals(new IncarnationNumber(1), registered.join());
    assertEquals(new IncarnationNumber(1), proposer.incarnation());
    assertEquals("", registration.trouble());
  }

  @Test
  void aRegistrationWhoseAnswerWasLostIsRepeatedAndIsTheSame() {
    log.next(Fate.LOSE_REPLY, Fate.REFUSE, Fate.LOSE_ENTRY);
    CompletableFuture<IncarnationNumber> registered = registration.start();
    assertFalse(registered.isDone());
    assertTrue(registration.trouble().startsWith("registration waits"), registration.trouble());
    scheduler.passMillis(99);
    assertEquals(1, log.submitted().size());
    scheduler.passMillis(301);
    assertEquals(new IncarnationNumber(1), registered.join());
    log.commitLate();
    assertEquals(4, log.submitted().size());
  }

  @Test
  void aProcessThatWasSupersededWhileItRegisteredHalts() {
    log.next(Fate.LOSE_REPLY);
    CompletableFuture<IncarnationNumber> registered = registration.start();
    assertEquals(
        new IncarnationNumber(2), registration(proposer(1_000), "process-b").start().join());
    scheduler.passMillis(100);
    assertFalse(registered.isDone());
    assertEquals(List.of(Fault.Cause.SUPERSEDED), faults.causes());
  }

  @Test
  void aRefusedRegistrationDoesNotFillTheLog() {
    Registration refused = registration(proposer, "");
    CompletableFuture<IncarnationNumber> registered = refused.start();
    scheduler.passMillis(60_000);
    assertFalse(registered.isDone());
    assertTrue(refused.trouble().startsWith("registration refused"), refused.trouble());
    assertTrue(log.submitted().size() <= 13, "attempts: " + log.submitted().size());
  }
}
