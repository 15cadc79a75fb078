package io.tidemark.node.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Probe.Sighting;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.peer.SnapshotTake;
import io.tidemark.node.peer.Vitals;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls over real sockets. */
@Timeout(60)
class ExchangeTest {

  private static final long DEADLINE_MILLIS = 10_000;

  private final ExchangeClient client = new ExchangeClient();
  private HostPort address;

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      address = new HostPort("127.0.0.1", free.getLocalPort());
    }
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void requestsAndAnswersArriveAsTheyWereSent() throws Exception {
    try (ExchangeServer server = ExchangeServer.start(address, new EchoExchange())) {
      assertEquals(address.port(), server.port());
      Probe.Answer probe = call(Call.PROBE, new Probe.Request("n2"));
      assertEquals("n2", probe.node());
      assertEquals(Probe.Phase.EMPTY, probe.phase());
      assertEquals(null, probe.clusterId());
      assertEquals(new Sighting(7, "nonce", 42), probe.seen());
      assertEquals(new Probe.Skips("3:77", List.of("1:5")), probe.skips());

      byte[] entry = {1, 0, -1};
      Propose.Answer propose = call(Call.PROPOSE, new Propose.Request("c", entry, 10));
      assertEquals(Propose.Verdict.COMMITTED, propose.verdict());
      assertArrayEquals(entry, propose.replies());

      assertEquals("c", call(Call.STATUS, new Inquiry.Request("c")).clusterId());
      assertEquals(10, call(Call.READ_INDEX, new ReadIndex.Request("c", 10)).index());
      assertEquals(new Applied.Answer(true, 3), call(Call.APPLIED, new Applied.Request("c", 3, 9)));
      assertEquals(
          new Drain.Answer(Duty.Verdict.LAST_SERVING, "off"),
          call(Call.DRAIN, new Drain.Request("c", true, false)));
      assertEquals(
          new SnapshotTake(SnapshotTake.Verdict.TAKEN, 1, 2, 3, 4, "c"),
          call(Call.TAKE_SNAPSHOT, new TakeSnapshot.Request("c")).take());
      assertEquals(PENDING, call(Call.PENDING, new Pending.Request("c", 9)).member());
      assertEquals(Optional.empty(), call(Call.PENDING, new Pending.Request("c", 1)).member());
      assertEquals(VITALS, call(Call.STATUS, new Inquiry.Request("c")).vitals());
    }
  }

  @Test
  void aPeerThatComesBackIsReachedAtOnceHoweverOftenItWasMissed() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThrows(
          CompletionException.class,
          () -> client.call(address, Call.PROBE, new Probe.Request("n2"), DEADLINE_MILLIS).join());
    }
    try (ExchangeServer server = ExchangeServer.start(address, new EchoExchange())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .ignoreExceptions()
          .until(() -> call(Call.PROBE, new Probe.Request("n2")).node().equals("n2"));
      assertEquals(address.port(), server.port());
    }
  }

  @Test
  void aPeerThatDoesNotAnswerCostsItsDeadlineAndHoldsUpNoOther() throws Exception {
    EchoExchange silent =
        new EchoExchange() {
          @Override
          public CompletableFuture<Applied.Answer> applied(Applied.Request request) {
            return new CompletableFuture<>();
          }
        };
    try (ExchangeServer server = ExchangeServer.start(address, silent)) {
      CompletableFuture<Applied.Answer> never =
          client.call(address, Call.APPLIED, new Applied.Request("c", 3, 9), 2_000);
      assertEquals(10, call(Call.READ_INDEX, new ReadIndex.Request("c", 10)).index());
      CompletionException thrown = assertThrows(CompletionException.class, never::join);
      assertEquals("no answer within 2000 ms", thrown.getCause().getMessage());
      assertEquals(address.port(), server.port());
    }
  }

  @Test
  void aFailureOfThePeerArrivesWithItsReason() throws Exception {
    EchoExchange failing =
        new EchoExchange() {
          @Override
          public CompletableFuture<ReadIndex.Answer> readIndex(ReadIndex.Request request) {
            return CompletableFuture.failedFuture(new IllegalStateException("out of order"));
          }
        };
    try (ExchangeServer server = ExchangeServer.start(address, failing)) {
      CompletionException thrown =
          assertThrows(
              CompletionException.class,
              () ->
                  client
                      .call(address, Call.READ_INDEX, new ReadIndex.Request("c", 1), 2_000)
                      .join());
      assertTrue(thrown.getMessage().contains("out of order"), thrown.getMessage());
      assertEquals(address.port(), server.port());
    }
  }

  @Test
  void aTakenPortIsAnError() throws Exception {
    try (ExchangeServer server = ExchangeServer.start(address, new EchoExchange())) {
      assertThrows(
          IOException.class, () -> ExchangeServer.start(address, new EchoExchange()).close());
      assertEquals(address.port(), server.port());
    }
  }

  private <Q, A> A call(Call<Q, A> call, Q request) throws Exception {
    return client
        .call(address, call, request, DEADLINE_MILLIS)
        .get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static final Vitals VITALS = new Vitals(true, 1, 2, 3, 4);

  private static final Optional<PendingMember> PENDING =
      Optional.of(
          new PendingMember(
              new NodeName("n4"), MemberStatus.Role.LISTENER, "h:4", new NodeName("n1"), 5));

  /** Answers what it is asked. */
  private static class EchoExchange implements Exchange {

    @Override
    public CompletableFuture<Probe.Answer> probe(Probe.Request request) {
      return CompletableFuture.completedFuture(
          new Probe.Answer(
              request.node(),
              Probe.Phase.EMPTY,
              null,
              new TreeMap<>(),
              new TreeSet<>(),
              -1,
              new Sighting(7, "nonce", 42),
              new Probe.Skips("3:77", List.of("1:5"))));
    }

    @Override
    public CompletableFuture<Propose.Answer> propose(Propose.Request request) {
      return CompletableFuture.completedFuture(
          new Propose.Answer(Propose.Verdict.COMMITTED, 1, 2, request.entry(), ""));
    }

    @Override
    public CompletableFuture<Inquiry.Answer> status(Inquiry.Request request) {
      return CompletableFuture.completedFuture(
          new Inquiry.Answer(
              request.clusterId(), "h:1", null, null, -1, -1, -1, "v", "", 0, VITALS));
    }

    @Override
    public CompletableFuture<ReadIndex.Answer> readIndex(ReadIndex.Request request) {
      return CompletableFuture.completedFuture(new ReadIndex.Answer(request.timeoutMillis()));
    }

    @Override
    public CompletableFuture<Applied.Answer> applied(Applied.Request request) {
      return CompletableFuture.completedFuture(new Applied.Answer(true, request.index()));
    }

    @Override
    public CompletableFuture<HandOver.Answer> handOver(HandOver.Request request) {
      return CompletableFuture.completedFuture(new HandOver.Answer(request.to(), ""));
    }

    @Override
    public CompletableFuture<Admit.Answer> admit(Admit.Request request) {
      return CompletableFuture.completedFuture(new Admit.Answer(true, request.node()));
    }

    @Override
    public CompletableFuture<ChangeMembers.Answer> changeMembers(ChangeMembers.Request request) {
      return CompletableFuture.completedFuture(
          new ChangeMembers.Answer(
              MemberChange.Verdict.DONE, request.expectedIndex(), request.node()));
    }

    @Override
    public CompletableFuture<Dismiss.Answer> dismiss(Dismiss.Request request) {
      return CompletableFuture.completedFuture(new Dismiss.Answer(true));
    }

    @Override
    public CompletableFuture<Drain.Answer> drain(Drain.Request request) {
      return CompletableFuture.completedFuture(
          new Drain.Answer(
              request.force() ? Duty.Verdict.DONE : Duty.Verdict.LAST_SERVING,
              request.drained() ? "off" : "on"));
    }

    @Override
    public CompletableFuture<TakeSnapshot.Answer> takeSnapshot(TakeSnapshot.Request request) {
      return CompletableFuture.completedFuture(
          new TakeSnapshot.Answer(
              new SnapshotTake(SnapshotTake.Verdict.TAKEN, 1, 2, 3, 4, request.clusterId())));
    }

    @Override
    public CompletableFuture<Pending.Answer> pending(Pending.Request request) {
      return CompletableFuture.completedFuture(
          Pending.Answer.of(request.timeoutMillis() > 1 ? PENDING : Optional.empty()));
    }
  }
}
