package io.tidemark.node.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.Fault;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.Precondition;
import io.tidemark.core.Reply;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.FakeLog.Fate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProposerTest {

  private static final NodeLimits LIMITS = NodeLimits.DEFAULT;
  private static final Command CLOCK = new Command.ReportClock();

  private final TestingTicker ticker = new TestingTicker();
  private final FakeLog log = new FakeLog(ticker, "n1");
  private final TestingClock clock = new TestingClock();
  private final RecordedFaults faults = new RecordedFaults();
  private final Proposer proposer = proposer(log, 100);

  private Proposer proposer(ReplicatedLog over, long firstNonce) {
    return new Proposer(over, new NodeName("n1"), clock, LIMITS, faults, firstNonce);
  }

  private void register(String processNonce) {
    Proposal proposal = proposer.propose(new Command.RegisterIncarnation(processNonce)).join();
    if (proposal
        instanceof
        Proposal.Decided(_, Outcome.IncarnationRegistered(IncarnationNumber number, _), _)) {
      proposer.register(number);
    }
  }

  private List<Integer> entrySizes() {
    return log.submitted().stream().map(entry -> entry.envelopes().size()).toList();
  }

  @Test
  void aLoneCommandLeavesAtOnceInAnEnvelopeOfItsProcess() {
    register("p");
    clock.stepMillis(7);
    Proposal proposal = proposer.propose(CLOCK).join();
    Envelope envelope = log.submitted().getLast().envelopes().getFirst();
    assertEquals(new NodeName("n1"), envelope.proposer());
    assertEquals(new IncarnationNumber(1), envelope.incarnation());
    assertEquals(TestingClock.START_MILLIS + 7, envelope.clockMillis());
    assertEquals(TestingClock.START_MILLIS + 7, proposer.lastDecidedMillis());
    assertEquals(
        new Proposal.Decided(
            new LogPosition(1, 2), new Outcome.ClockReported(), TestingClock.START_MILLIS + 7),
        proposal);
  }

  @Test
  void beforeItIsRegisteredAProcessProposesNothingButItsRegistration() {
    assertInstanceOf(Proposal.Refused.class, proposer.propose(CLOCK).join());
    assertEquals(List.of(), log.submitted());
    assertEquals(List.of(), faults.causes());
    register("p");
    assertInstanceOf(Proposal.Decided.class, proposer.propose(CLOCK).join());
  }

  @Test
  void commandsGatherWhileTheAllowedEntriesAreOnTheirWay() {
    register("p");
    log.always(Fate.HOLD);
    List<CompletableFuture<Proposal>> proposals =
        IntStream.range(0, LIMITS.entriesInFlightMax() + 10)
            .mapToObj(i -> proposer.propose(CLOCK))
            .toList();
    assertEquals(LIMITS.entriesInFlightMax(), log.held());
    assertEquals(List.of(1, 1, 1, 1, 1), entrySizes());

    log.release(0);
    assertEquals(List.of(1, 1, 1, 1, 1, 10), entrySizes());
    log.releaseAll();
    proposals.forEach(p -> assertInstanceOf(Proposal.Decided.class, p.join()));
  }

  @Test
  void anEntryHoldsABoundedNumberOfCommandsAndFewerWithText() {
    register("p");
    log.always(Fate.HOLD);
    for (int i = 0; i < LIMITS.entriesInFlightMax(); i++) {
      var _ = proposer.propose(CLOCK);
    }
    int more = LIMITS.entryCommandsMax() * 2 + 5;
    for (int i = 0; i < more; i++) {
      var _ = proposer.propose(CLOCK);
    }
    log.release(0);
    assertEquals(LIMITS.entryCommandsMax(), entrySizes().getLast());
    log.releaseAll();
    assertEquals(1 + LIMITS.entriesInFlightMax() + more, sum(entrySizes()));

    Command put =
        new Command.PutNamespace(
            new NamespaceName("a"), NamespaceRule.of(SequenceRule.DEFAULT), Precondition.none());
    for (int i = 0; i < LIMITS.entriesInFlightMax() + 100; i++) {
      var _ = proposer.propose(put);
    }
    log.release(0);
    assertTrue(entrySizes().getLast() <= 20, "commands with text: " + entrySizes().getLast());
    log.releaseAll();
  }

  private static int sum(List<Integer> sizes) {
    return sizes.stream().mapToInt(size -> size).sum();
  }

  @Test
  void commandsBeyondTheBoundOfTheQueueAreRefused() {
    register("p");
    log.always(Fate.HOLD);
    int taken = LIMITS.entriesInFlightMax() + LIMITS.queuedCommandsMax();
    for (int i = 0; i < taken; i++) {
      assertFalse(proposer.propose(CLOCK).isDone());
    }
    Proposal refused = proposer.propose(CLOCK).join();
    assertInstanceOf(Proposal.Refused.class, refused);
    log.releaseAll();
    assertEquals(1 + taken, sum(entrySizes()));
  }

  /** As when the leader is lost while many wait: thousands of entries, each concluded at once. */
  @Test
  void aFullQueueIsRefusedAtOnceHoweverLongItIs() {
    register("p");
    log.always(Fate.HOLD);
    Command put =
        new Command.PutNamespace(
            new NamespaceName("a"), NamespaceRule.of(SequenceRule.DEFAULT), Precondition.none());
    List<CompletableFuture<Proposal>> waiting =
        IntStream.range(0, LIMITS.entriesInFlightMax() + LIMITS.queuedCommandsMax())
            .mapToObj(i -> proposer.propose(put))
            .skip(LIMITS.entriesInFlightMax())
            .toList();
    log.always(Fate.REFUSE);
    log.release(0);
    waiting.forEach(p -> assertInstanceOf(Proposal.Refused.class, p.getNow(null)));
  }

  @Test
  void aLogThatThrowsHoldsUpNothingBehind() {
    register("p");
    log.always(
        () -> {
          throw new AssertionError("of the log");
        });
    for (int i = 0; i <= LIMITS.entriesInFlightMax(); i++) {
      assertInstanceOf(Proposal.Unknown.class, proposer.propose(CLOCK).getNow(null));
    }
    log.always(Fate.COMMIT);
    assertInstanceOf(Proposal.Decided.class, proposer.propose(CLOCK).getNow(null));
  }

  @Test
  void everyCommandHasANonceOfItsOwnThatIsNeverZero() {
    Proposer wrapping = proposer(log, -3);
    Set<Long> nonces = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      assertTrue(nonces.add(wrapping.nextNonce()));
    }
    assertFalse(nonces.contains(0L));
  }

  @Test
  void aRefusedEntryIsRefusedAndALostOneUnknown() {
    register("p");
    log.next(Fate.REFUSE, Fate.LOSE_REPLY, Fate.LOSE_ENTRY);
    assertInstanceOf(Proposal.Refused.class, proposer.propose(CLOCK).join());
    assertInstanceOf(Proposal.Unknown.class, proposer.propose(CLOCK).join());
    assertInstanceOf(Proposal.Unknown.class, proposer.propose(CLOCK).join());
    assertEquals(4, log.submitted().size(), "nothing is repeated behind the caller's back");
  }

  /** A log that answers every entry with replies of the test's making. */
  private record AnsweringLog(List<Reply> replies) implements ReplicatedLog {

    @Override
    public CompletableFuture<Submission> submit(Entry entry, long timeoutMillis) {
      return CompletableFuture.completedFuture(
          new Submission.Committed(new LogPosition(1, 1), replies));
    }

    @Override
    public CompletableFuture<ReadPoint> readPoint(long timeoutMillis) {
      return CompletableFuture.completedFuture(new ReadPoint.Unreachable("not asked for"));
    }

    @Override
    public @Nullable NodeName leader() {
      return null;
    }

    @Override
    public long leaderlessSinceNanos() {
      return Long.MAX_VALUE;
    }
  }

  private void assertMismatchHalts(Reply... replies) {
    Proposer misled = proposer(new AnsweringLog(List.of(replies)), 100);
    misled.register(new IncarnationNumber(1));
    assertInstanceOf(Proposal.Unknown.class, misled.propose(CLOCK).join());
    assertEquals(List.of(Fault.Cause.UNEXPECTED), faults.causes());
  }

  private static Reply reply(long incarnation, long nonce) {
    return new Reply(new IncarnationNumber(incarnation), nonce, 0, new Outcome.ClockReported());
  }

  @Test
  void aReplyToAnotherIncarnationHaltsAndItsOutcomeIsNotPassedOn() {
    assertMismatchHalts(reply(2, 101));
  }

  @Test
  void aReplyWithAnotherNonceHaltsAndItsOutcomeIsNotPassedOn() {
    assertMismatchHalts(reply(1, 102));
  }

  @Test
  void aMissingReplyHalts() {
    assertMismatchHalts();
  }

  @Test
  void aSupersededProcessHalts() {
    register("p");
    Proposer successor = proposer(log, 5_000);
    var _ = successor.propose(new Command.RegisterIncarnation("q")).join();
    assertInstanceOf(Proposal.Decided.class, proposer.propose(CLOCK).join());
    assertEquals(List.of(Fault.Cause.SUPERSEDED), faults.causes());
  }

  @Test
  void closingRefusesWhatWaitsAndLetsWhatIsOnItsWayReturn() {
    register("p");
    log.always(Fate.HOLD);
    List<CompletableFuture<Proposal>> proposals =
        IntStream.range(0, LIMITS.entriesInFlightMax() + 3)
            .mapToObj(i -> proposer.propose(CLOCK))
            .toList();
    proposer.close();
    List<CompletableFuture<Proposal>> waiting =
        proposals.subList(LIMITS.entriesInFlightMax(), proposals.size());
    waiting.forEach(p -> assertInstanceOf(Proposal.Refused.class, p.join()));
    assertInstanceOf(Proposal.Refused.class, proposer.propose(CLOCK).join());
    log.releaseAll();
    proposals
        .subList(0, LIMITS.entriesInFlightMax())
        .forEach(p -> assertInstanceOf(Proposal.Decided.class, p.join()));
  }

  @Test
  void waitingForQuietEndsWithTheLastEntryOrTheDeadline() throws InterruptedException {
    register("p");
    proposer.awaitQuiet(ticker.getAsLong() + 1_000_000, ticker);
    log.always(Fate.HOLD);
    CompletableFuture<Proposal> proposal = proposer.propose(CLOCK);
    proposer.awaitQuiet(ticker.getAsLong() - 1, ticker);
    assertFalse(proposal.isDone());
    Thread releasing = Thread.ofVirtual().start(log::releaseAll);
    proposer.awaitQuiet(ticker.getAsLong() + 10_000_000_000L, ticker);
    releasing.join();
    assertTrue(proposal.isDone());
  }
}
