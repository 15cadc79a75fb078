package io.tidemark.node.member;

import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Call;
import io.tidemark.node.exchange.ChangeMembers;
import io.tidemark.node.exchange.Dismiss;
import io.tidemark.node.exchange.ExchangeClient;
import io.tidemark.node.exchange.Inquiry;
import io.tidemark.node.peer.MemberChange;
import io.tidemark.node.peer.MemberChange.Result;
import io.tidemark.node.peer.MemberChange.Verdict;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.peer.Roster;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes who belongs to the cluster. Safe for use by many threads; never blocks.
 *
 * <ol>
 *   <li>One change at a time. Who asks for the one that goes on waits for it; who asks for another
 *       one is refused.
 *   <li>Every change names the configuration that it changes, as a majority has just confirmed it,
 *       and Raft refuses it if there is another one by then.
 *   <li>What would leave fewer than a majority of the voters answering is refused.
 * </ol>
 */
final class MemberChanges implements Roster {

  private static final Logger LOG = LoggerFactory.getLogger(MemberChanges.class);

  /** To confirm leadership, and to hand it over. */
  private static final long STEP_MILLIS_MAX = 2_000;

  /** As long as the newcomer makes progress it may take; a bound all the same. */
  private static final long CHANGE_MILLIS_MAX = TimeUnit.MINUTES.toMillis(30);

  private static final long DISMISS_MILLIS_MAX = 1_000;

  private final Division division;
  private final ExchangeClient client;
  private final ReadIndexes indexes;
  private final CatchUp catchUp;
  private final Leadership leadership;
  private final Supplier<Membership> members;
  private final ChangePlan planning;
  private @Nullable Running running;
  private volatile @Nullable Staged staged;

  private record Running(MemberChange change, CompletableFuture<Result> result) {}

  /** A change of which Raft brings the newcomer up to date first. */
  private record Staged(MemberChange change, ChangePlan.Joining newcomer) {}

  /**
   * @param members as this node has applied them
   */
  MemberChanges(
      Division division,
      ExchangeClient client,
      ReadIndexes indexes,
      CatchUp catchUp,
      Leadership leadership,
      Supplier<Membership> members,
      ChangePlan planning) {
    this.division = division;
    this.client = client;
    this.indexes = indexes;
    this.catchUp = catchUp;
    this.leadership = leadership;
    this.members = members;
    this.planning = planning;
  }

  /** Asks whoever leads; completes normally, within the timeout. */
  @Override
  public CompletableFuture<Result> change(MemberChange change, long timeoutMillis) {
    @Nullable NodeName leader = division.leader();
    if (leader == null) {
      return not(Verdict.NO_LEADER, "no leader is in sight");
    }
    if (leader.equals(division.self())) {
      return changeHere(change, timeoutMillis);
    }
    @Nullable HostPort address = division.voters().get(leader);
    if (address == null) {
      return not(Verdict.NO_LEADER, "the address of leader %s is not known yet".formatted(leader));
    }
    return client
        .call(address, Call.CHANGE_MEMBERS, request(change, timeoutMillis), timeoutMillis)
        .thenApply(answer -> new Result(answer.verdict(), answer.membersIndex(), answer.detail()))
        .exceptionally(
            thrown ->
                Result.not(
                    Verdict.UNKNOWN,
                    "leader %s did not answer: %s".formatted(leader, thrown.getMessage())));
  }

  private ChangeMembers.Request request(MemberChange change, long timeoutMillis) {
    HostPort address = change.address();
    NodeName by = change.by();
    return new ChangeMembers.Request(
        division.clusterId(),
        change.action(),
        change.node().value(),
        address == null ? null : address.toString(),
        by == null ? null : by.value(),
        change.expectedIndex(),
        timeoutMillis);
  }

  /** From this node, if it leads; completes normally, within the timeout. */
  CompletableFuture<Result> changeHere(MemberChange change, long timeoutMillis) {
    if (!division.isLeaderReady()) {
      return not(Verdict.NO_LEADER, "node %s does not lead".formatted(division.self()));
    }
    CompletableFuture<Result> result;
    synchronized (this) {
      Running now = running;
      if (now != null && !now.result().isDone()) {
        if (!now.change().isSameAs(change)) {
          return not(
              Verdict.CONFLICT,
              "another change goes on: %s of %s; wait until it is through"
                  .formatted(verb(now.change()), now.change().node()));
        }
        result = now.result();
      } else {
        result = new CompletableFuture<>();
        running = new Running(change, result);
        Thread.ofVirtual()
            .name("tidemark-member-change")
            .start(() -> result.complete(concluded(change)));
      }
    }
    return result
        .copy()
        .completeOnTimeout(
            Result.not(Verdict.RUNNING, "%s of %s goes on".formatted(verb(change), change.node())),
            timeoutMillis,
            TimeUnit.MILLISECONDS);
  }

  /**
   * The node that this leader lets in, as long as it catches up.
   *
   * @param timeoutMillis how long it may take to say how far it is
   */
  CompletableFuture<Optional<PendingMember>> pending(long timeoutMillis) {
    Staged now = staged;
    if (now == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    MemberChange change = now.change();
    ChangePlan.Joining newcomer = now.newcomer();
    return client
        .call(
            newcomer.address(),
            Call.STATUS,
            new Inquiry.Request(division.clusterId()),
            timeoutMillis)
        .thenApply(
            answer ->
                answer.appliedIndex() < 0
                    ? -1
                    : Math.max(0, division.commitIndex() - answer.appliedIndex()))
        .exceptionally(silent -> -1L)
        .thenApply(
            lag ->
                Optional.of(
                    new PendingMember(
                        newcomer.node(),
                        change.action() == MemberChange.Action.ADD_LISTENER
                            ? MemberStatus.Role.LISTENER
                            : MemberStatus.Role.VOTER,
                        newcomer.address().toString(),
                        change.action() == MemberChange.Action.REPLACE ? change.node() : null,
                        lag)));
  }

  static String verb(MemberChange change) {
    return switch (change.action()) {
      case ADD, ADD_LISTENER -> "the addition";
      case PROMOTE -> "the promotion";
      case REMOVE -> "the removal";
      case REPLACE -> "the replacement";
    };
  }

  /** On a thread of its own, which may wait. */
  private Result concluded(MemberChange change) {
    try {
      Result result = run(change);
      if (result.verdict() == Verdict.NOT_YET) {
        LOG.debug("{} of {}: {}", verb(change), change.node(), result);
      } else {
        LOG.info("{} of {}: {}", verb(change), change.node(), result);
      }
      return result;
    } catch (RuntimeException e) {
      LOG.warn("{} of {} failed", verb(change), change.node(), e);
      return Result.not(Verdict.UNKNOWN, "it failed: " + e.getMessage());
    }
  }

  private Result run(MemberChange change) {
    long confirmed = indexes.confirm(STEP_MILLIS_MAX).join();
    if (confirmed == ReadIndexes.UNCONFIRMED || !catchUp.await(confirmed, STEP_MILLIS_MAX).join()) {
      return Result.not(
          Verdict.NO_LEADER, "no majority confirms that node %s leads".formatted(division.self()));
    }
    Membership before = members.get();
    return switch (planning.plan(change, before)) {
      case ChangePlan.Done() -> new Result(Verdict.DONE, before.index(), "");
      case ChangePlan.Refused(Verdict verdict, String detail) ->
          new Result(verdict, before.index(), detail);
      case ChangePlan.LeaveFirst() -> leaveFirst(change);
      case ChangePlan.Change planned -> set(change, planned);
    };
  }

  /** A leader that is removed would stop before it could tell that it was. */
  private Result leaveFirst(MemberChange change) {
    var answer = leadership.handOverHere(null, STEP_MILLIS_MAX).join();
    return Result.not(
        Verdict.NO_LEADER,
        answer.leader() == null
            ? "%s leads, and leadership could not be handed over: %s"
                .formatted(change.node(), answer.detail())
            : "%s led; now %s does".formatted(change.node(), answer.leader()));
  }

  private Result set(MemberChange change, ChangePlan.Change planned) {
    ChangePlan.Joining newcomer = planned.joins();
    staged = newcomer == null ? null : new Staged(change, newcomer);
    Result result;
    try {
      result =
          division
              .setConfiguration(planned)
              .thenApply(this::concluded)
              .exceptionally(thrown -> refused(thrown))
              .completeOnTimeout(
                  Result.not(Verdict.UNKNOWN, "it took too long"),
                  CHANGE_MILLIS_MAX,
                  TimeUnit.MILLISECONDS)
              .join();
    } finally {
      staged = null;
    }
    if (result.verdict() == Verdict.DONE) {
      boolean applied = catchUp.await(result.membersIndex(), STEP_MILLIS_MAX).join();
      result = new Result(Verdict.DONE, applied ? members.get().index() : -1, "");
    }
    HostPort left = planned.leaves();
    if (result.verdict() == Verdict.DONE && left != null) {
      var _ =
          client
              .call(
                  left,
                  Call.DISMISS,
                  new Dismiss.Request(
                      division.clusterId(), change.node().value(), division.configurationIndex()),
                  DISMISS_MILLIS_MAX)
              .exceptionally(thrown -> new Dismiss.Answer(false))
              .join();
    }
    return result;
  }

  private Result concluded(RaftClientReply reply) {
    if (reply.isSuccess()) {
      return new Result(Verdict.DONE, division.configurationIndex(), "");
    }
    Exception refusal = reply.getException();
    return refusal == null ? Result.not(Verdict.UNKNOWN, "Raft refused it") : refused(refusal);
  }

  private Result refused(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null && !(cause instanceof SetConfigurationException)) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case ReconfigurationInProgressException e ->
          Result.not(Verdict.CONFLICT, "another change goes on; wait until it is through");
      case ReconfigurationTimeoutException e ->
          Result.not(
              Verdict.NOT_YET,
              "the new node made no progress for %d s; see its log"
                  .formatted(RaftServers.STAGING_MILLIS_MAX / 1000));
      case SetConfigurationException e ->
          Result.not(Verdict.CONFLICT, "the members were changed meanwhile; look again");
      default ->
          Result.not(
              Verdict.UNKNOWN,
              "leadership may have passed on meanwhile (%s); look at the members"
                  .formatted(cause.getMessage()));
    };
  }

  private static CompletableFuture<Result> not(Verdict verdict, String detail) {
    return CompletableFuture.completedFuture(Result.not(verdict, detail));
  }
}
