package io.tidemark.node;

import static io.tidemark.node.issue.TestingNode.get;
import static io.tidemark.node.issue.TestingNode.later;
import static io.tidemark.node.issue.TestingNode.problem;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Command;
import io.tidemark.core.Envelope;
import io.tidemark.core.FieldFault;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.SequenceMode;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.node.issue.TestingNode;
import io.tidemark.node.log.FakeLog.Fate;
import io.tidemark.node.log.Proposer;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Namespaces.Change;
import io.tidemark.node.service.Namespaces.Consistency;
import io.tidemark.node.service.Namespaces.Listed;
import io.tidemark.node.service.Namespaces.Page;
import io.tidemark.node.service.Namespaces.Raised;
import io.tidemark.node.service.Problem;
import io.tidemark.node.service.RequestContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class NamespaceDeskTest {

  private static final RequestContext CONTEXT =
      new RequestContext(TenantId.DEFAULT, "ops", "request-1");
  private static final NamespaceName ORDERS = new NamespaceName("orders");
  private static final NamespaceRule RULE = NamespaceRule.of(SequenceRule.DEFAULT);

  private final TestingNode node = new TestingNode();
  private final FakePeers peers = new FakePeers();
  private final NamespaceDesk desk = desk(node.proposer);

  private NamespaceDesk desk(Proposer proposer) {
    StateReader state =
        new StateReader() {
          @Override
          public <R> R read(Function<? super View, R> query) {
            return node.log.store().read(query);
          }
        };
    return new NamespaceDesk(
        proposer,
        node.log,
        peers,
        state,
        node.limits,
        node.sight,
        node.clock,
        node.context.printing());
  }

  private static <T> T granted(Answer<T> answer) {
    if (answer instanceof Answer.Granted<T>(T value)) {
      return value;
    }
    throw new AssertionError("not granted: " + answer);
  }

  private static <T> Answer<T> run(Supplier<Answer<T>> call) {
    return get(later(call));
  }

  private Answer<Change> put(NamespaceRule rule, Precondition precondition) {
    return run(() -> desk.put(CONTEXT, ORDERS, rule, precondition));
  }

  private Answer<Change> delete(Precondition precondition) {
    return run(() -> desk.delete(CONTEXT, ORDERS, precondition));
  }

  private Answer<Raised> raise(long to) {
    return run(() -> desk.raise(CONTEXT, ORDERS, Optional.empty(), to));
  }

  private List<Long> noncesOf(Class<? extends Command> kind) {
    return node.log.submitted().stream()
        .flatMap(entry -> entry.envelopes().stream())
        .filter(envelope -> kind.isInstance(envelope.command()))
        .map(Envelope::nonce)
        .toList();
  }

  @Test
  void aRuleThatAnOlderMemberCouldNotReadIsRefusedBeforeItGetsIntoTheLog() {
    node.log
        .store()
        .writeOnly(
            tables -> {
              ClusterRecord c = tables.cluster();
              tables.putCluster(
                  new ClusterRecord(
                      c.clusterId(),
                      c.epoch(),
                      1,
                      c.applied(),
                      c.replicatedTimeMillis(),
                      c.nextIncarnation(),
                      c.nextNamespaceNumber(),
                      c.rows(),
                      c.rowsMax(),
                      c.members(),
                      c.clockMillis(),
                      c.current(),
                      c.secret(),
                      c.lineage()));
            });
    Answer<Change> answer = put(NamespaceRule.of(Kind.KSUID), Precondition.none());
    assertEquals(Problem.Code.UNKNOWN_FEATURE, problem(answer).code());
    assertEquals(List.of(), noncesOf(Command.PutNamespace.class));
    granted(put(NamespaceRule.of(Kind.ULID), Precondition.none()));
  }

  @Test
  void aChangeIsProposedOnBehalfOfItsCallerAndSaysWhereItIsInForce() {
    Change change = granted(put(RULE, Precondition.none()));
    assertTrue(change.created());
    assertEquals(1, change.namespace().generation());
    assertEquals(List.of(FakePeers.N1, FakePeers.N2, FakePeers.N3), change.inForceOn());
    assertEquals(List.of(), change.stillHolding());
    assertEquals(node.clock.millis(), change.heldUntilMillis());
    Envelope envelope = node.log.submitted().getLast().envelopes().getFirst();
    assertEquals("ops", envelope.principal());
    assertEquals("request-1", envelope.requestId());
  }

  @Test
  void membersThatDidNotApplyAChangeMayHoldForAsLongAsAHoldingLasts() {
    granted(put(RULE, Precondition.none()));
    peers.upToDate(FakePeers.N1);
    Change change = granted(delete(Precondition.none()));
    assertEquals(List.of(FakePeers.N1), change.inForceOn());
    assertEquals(List.of(FakePeers.N2, FakePeers.N3), change.stillHolding());
    assertEquals(node.clock.millis() + node.limits.holdMillisMax(), change.heldUntilMillis());
  }

  @Test
  void conditionsAreHonoured() {
    assertEquals(
        Problem.Code.PRECONDITION_FAILED, problem(put(RULE, new Precondition.Present())).code());
    granted(put(RULE, new Precondition.Absent()));
    assertEquals(
        Problem.Code.PRECONDITION_FAILED, problem(put(RULE, new Precondition.Absent())).code());
    assertEquals(
        Problem.Code.PRECONDITION_FAILED, problem(delete(new Precondition.AtGeneration(7))).code());
    granted(delete(new Precondition.AtGeneration(1)));
    assertEquals(Problem.Code.NAMESPACE_NOT_FOUND, problem(delete(Precondition.none())).code());
  }

  @Test
  void refusalsNameTheFields() {
    NamespaceRule contradicting =
        NamespaceRule.of(new SequenceRule(SequenceMode.RANGE, 10, 0, 5, 1, 1));
    Problem invalid = problem(put(contradicting, Precondition.none()));
    assertEquals(Problem.Code.RULE_INVALID, invalid.code());
    assertEquals(List.of("step", "max"), invalid.faults().stream().map(FieldFault::field).toList());

    granted(put(NamespaceRule.of(Kind.ULID), Precondition.none()));
    Problem frozen = problem(put(RULE, Precondition.none()));
    assertEquals(Problem.Code.RULE_FROZEN, frozen.code());
    assertEquals(List.of("kind"), frozen.faults().stream().map(FieldFault::field).toList());
  }

  @Test
  void aMarkIsRaisedForwardOnly() {
    granted(put(RULE, Precondition.none()));
    assertEquals(new Raised(1, 5_000), granted(raise(5_000)));
    assertEquals(Problem.Code.MARK_NOT_RAISED, problem(raise(5_000)).code());
    Listed listed = granted(run(() -> desk.get(TenantId.DEFAULT, ORDERS, Consistency.LOCAL)));
    assertEquals(OptionalLong.of(5_000), listed.highWaterMark());
  }

  @Test
  void aChangeWhoseAnswerWasLostIsRepeatedWithItsNonceAndMadeOnce() {
    node.log.next(Fate.LOSE_REPLY);
    Change change = granted(put(RULE, new Precondition.Absent()));
    assertTrue(change.created());
    assertEquals(1, change.namespace().generation());
    node.log.next(Fate.LOSE_REPLY);
    assertEquals(5_000, granted(raise(5_000)).to());
    node.log.next(Fate.LOSE_REPLY);
    assertEquals(2, granted(delete(Precondition.none())).namespace().generation());
    for (Class<? extends Command> kind :
        List.of(
            Command.PutNamespace.class,
            Command.RaiseHighWaterMark.class,
            Command.DeleteNamespace.class)) {
      List<Long> nonces = noncesOf(kind);
      assertEquals(2, nonces.size());
      assertEquals(1, nonces.stream().distinct().count());
    }
  }

  @Test
  void aRepetitionRefusedForWhatItsFirstAttemptMayHaveDoneIsUnknown() {
    granted(put(RULE, Precondition.none()));
    TestingNode other = node.sibling("n2");
    node.log.next(Fate.LOSE_REPLY);
    node.log.onApplied(
        (entry, replies) -> {
          if (entry.envelopes().getFirst().command() instanceof Command.RaiseHighWaterMark raise
              && raise.to() == 5_000
              && node.log.submitted(Command.RaiseHighWaterMark.class).size() == 1) {
            var _ =
                other.outcomeOf(new Command.RaiseHighWaterMark(ORDERS, PeriodLabel.NONE, 9_000));
          }
        });
    Problem problem = problem(raise(5_000));
    assertEquals(Problem.Effect.UNKNOWN, problem.effect());
  }

  @Test
  void aChangeWithoutAConditionThatIsRepeatedDoesNotUndoAnotherOperators() {
    granted(put(RULE, Precondition.none()));
    TestingNode other = node.sibling("n2");
    node.log.next(Fate.LOSE_REPLY);
    node.log.onApplied(
        (entry, replies) -> {
          if (entry.envelopes().getFirst().command() instanceof Command.PutNamespace put
              && put.rule().equals(described("mine"))
              && stored().generation() == 2) {
            var _ =
                other.outcomeOf(
                    new Command.PutNamespace(ORDERS, described("theirs"), Precondition.none()));
          }
        });
    Problem problem = problem(put(described("mine"), Precondition.none()));
    assertEquals(Problem.Effect.UNKNOWN, problem.effect());
    assertEquals(described("theirs"), stored().rule());
  }

  @Test
  void aChangeWithoutAConditionThatAnotherOneOvertakesIsMadeOnTopOfIt() {
    granted(put(RULE, Precondition.none()));
    TestingNode other = node.sibling("n2");
    node.log.next(Fate.HOLD);
    CompletableFuture<Answer<Change>> mine =
        later(() -> desk.put(CONTEXT, ORDERS, described("mine"), Precondition.none()));
    await().until(() -> node.log.held() == 1);
    var _ =
        other.outcomeOf(new Command.PutNamespace(ORDERS, described("theirs"), Precondition.none()));
    node.log.release(0);
    assertEquals(3, granted(get(mine)).namespace().generation());
    assertEquals(described("mine"), stored().rule());
  }

  private static NamespaceRule described(String description) {
    return new NamespaceRule(
        Kind.SEQUENCE, SequenceRule.DEFAULT, description, Collections.emptySortedMap());
  }

  private NamespaceRecord stored() {
    NamespaceRecord stored =
        node.log
            .store()
            .read(view -> view.namespaces().get(new NamespaceKey(TenantId.DEFAULT, ORDERS)));
    if (stored == null) {
      throw new AssertionError("not stored");
    }
    return stored;
  }

  @Test
  void whatIsUndecidedAtTheDeadlineIsUnknownAndWhatNeverLeftIsRefused() {
    node.log.always(
        () -> {
          node.ticker.advanceMillis(node.limits.changeMillisMax() / 3 + 1);
          return Fate.LOSE_ENTRY;
        });
    Problem unknown = problem(put(RULE, Precondition.none()));
    assertEquals(Problem.Effect.UNKNOWN, unknown.effect());
    assertEquals(3, noncesOf(Command.PutNamespace.class).size());
    assertEquals(1, noncesOf(Command.PutNamespace.class).stream().distinct().count());

    node.log.always(
        () -> {
          node.ticker.advanceMillis(node.limits.changeMillisMax() / 3 + 1);
          return Fate.REFUSE;
        });
    Problem refused = problem(put(RULE, Precondition.none()));
    assertEquals(Problem.Effect.REFUSED, refused.effect());
    assertEquals(Problem.Code.NO_QUORUM, refused.code());
  }

  /** Clients and leaders may be slow for longer than a request for IDs may wait. */
  @Test
  void aChangeWaitsLongerForItsDecisionThanARequestForIds() {
    node.log.always(
        () -> {
          node.ticker.advanceMillis(node.limits.requestMillisMax());
          return noncesOf(Command.PutNamespace.class).size() < 3 ? Fate.LOSE_ENTRY : Fate.COMMIT;
        });
    assertTrue(granted(put(RULE, Precondition.none())).created());
  }

  @Test
  void anAttemptThatMayHaveTakenEffectIsNotForgottenWhenTheNextIsRefused() {
    node.log.next(Fate.LOSE_ENTRY);
    node.log.always(
        () -> {
          node.ticker.advanceMillis(node.limits.changeMillisMax() / 3 + 1);
          return Fate.REFUSE;
        });
    assertEquals(Problem.Effect.UNKNOWN, problem(put(RULE, Precondition.none())).effect());
  }

  @Test
  void withoutALeaderAChangeIsRefusedBeforeItIsProposed() {
    node.log.loseLeader();
    node.ticker.advanceMillis(node.limits.leaderlessMillisMax());
    int submitted = node.log.submitted().size();
    Problem problem = problem(put(RULE, Precondition.none()));
    assertEquals(Problem.Code.NO_QUORUM, problem.code());
    assertEquals(Problem.Effect.REFUSED, problem.effect());
    assertEquals(submitted, node.log.submitted().size());
  }

  @Test
  void beforeItIsRegisteredANodeChangesNothing() {
    Proposer unregistered =
        new Proposer(node.log, FakePeers.N1, node.clock, node.limits, node.faults, 7);
    assertEquals(IncarnationNumber.NONE, unregistered.incarnation());
    NamespaceDesk early = desk(unregistered);
    Answer<Change> answer = run(() -> early.put(CONTEXT, ORDERS, RULE, Precondition.none()));
    assertEquals(Problem.Code.NOT_READY, problem(answer).code());
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrTombstone() {
    List<String> expected = new ArrayList<>(List.of("default"));
    for (int i = 10; i < 35; i++) {
      node.put("ns-" + i, SequenceRule.DEFAULT);
      expected.add("ns-" + i);
    }
    var _ =
        node.outcomeOf(
            new Command.DeleteNamespace(new NamespaceName("ns-20"), Precondition.none()));
    expected.remove("ns-20");

    List<String> listed = new ArrayList<>();
    Optional<String> token = Optional.empty();
    int pages = 0;
    do {
      Optional<String> from = token;
      Page page =
          granted(run(() -> desk.list(TenantId.DEFAULT, 10, from, Consistency.LINEARIZABLE)));
      page.namespaces().forEach(each -> listed.add(each.namespace().name().value()));
      assertTrue(page.namespaces().size() <= 10);
      token = page.nextPageToken();
      pages++;
    } while (token.isPresent());
    assertEquals(expected, listed);
    assertEquals(3, pages);
  }

  @Test
  void aPageThatEndsWithTheLastNamespaceIsTheLast() {
    node.put("orders", SequenceRule.DEFAULT);
    Page page =
        granted(run(() -> desk.list(TenantId.DEFAULT, 2, Optional.empty(), Consistency.LOCAL)));
    assertEquals(2, page.namespaces().size());
    assertEquals(Optional.empty(), page.nextPageToken());
    assertFalse(page.namespaces().getFirst().highWaterMark().isPresent(), "uuid7 has no line");
    assertEquals(OptionalLong.of(1), page.namespaces().getLast().highWaterMark());
  }

  @Test
  void aPageTokenOfSomethingElseIsRefused() {
    Answer<Page> answer =
        run(() -> desk.list(TenantId.DEFAULT, 10, Optional.of("No Name!"), Consistency.LOCAL));
    assertEquals(Problem.Code.PAGE_TOKEN_INVALID, problem(answer).code());
  }

  @Test
  void withoutAQuorumOnlyALocalReadIsAnswered() {
    node.put("orders", SequenceRule.DEFAULT);
    node.log.reads(
        () -> {
          node.ticker.advanceMillis(1_000);
          return new ReadPoint.Unreachable("no majority");
        });
    Answer<Listed> linearizable =
        run(() -> desk.get(TenantId.DEFAULT, ORDERS, Consistency.LINEARIZABLE));
    assertEquals(Problem.Code.NO_QUORUM, problem(linearizable).code());
    Listed local = granted(run(() -> desk.get(TenantId.DEFAULT, ORDERS, Consistency.LOCAL)));
    assertEquals(ORDERS, local.namespace().name());
  }
}
