package io.tidemark.replica;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.server.raftlog.RaftLog;
import org.jspecify.annotations.Nullable;

/**
 * Lets no follower acknowledge an entry that is not forced to its disk (Raft, section 5.2 and
 * figure 2: stable storage is updated before the answer), or that came from a leader whose term is
 * over (section 5.1).
 *
 * <p>Ratis waits for the entries that a request has added to the log. Entries that the log had in
 * memory already it acknowledges at once, forced or not: those of a request that is still under way
 * on a stream that broke, or those that this member appended itself while it was leader. So an
 * acknowledgement waits here until every request that came to the log before it has ended, which
 * also settles what they cut off the log, and then until what it acknowledges is forced.
 *
 * <p>And Ratis looks at a request's term, then adds the entries, without holding a lock over both;
 * it also compares logs for a vote without looking who is between the two. So requests and votes
 * pass here one at a time, with whatever else raises the term, and an acknowledgement counts only
 * if the term is still the request's.
 *
 * <p>Safe for use by many threads.
 */
final class AcknowledgementGuard {

  /** How often a log that is still being forced is asked whether it is. */
  static final int POLLS_MAX = 6_000;

  private final Member member;
  private final Executor later;
  private final ReentrantLock order = new ReentrantLock();

  /** Done when all requests are that have come to the log. Guarded by {@link #order}. */
  private CompletableFuture<@Nullable Void> begun = CompletableFuture.completedFuture(null);

  /** Each fails an answer. As many as the leaders' streams have under way. */
  private final Set<Consumer<IOException>> unanswered = ConcurrentHashMap.newKeySet();

  /** What a leader asks for. */
  @FunctionalInterface
  interface Request<T> {
    T run() throws IOException;
  }

  /** Port: this member's Raft server. */
  interface Member {

    /** Adds a leader's entries to the log; answers when those that are new are forced. */
    CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
        throws IOException;

    RequestVoteReplyProto vote(RequestVoteRequestProto request) throws IOException;

    /** The last entry that is forced to disk, if no request is under way. */
    long forcedIndex() throws IOException;

    long currentTerm() throws IOException;
  }

  /**
   * @param later runs a task some milliseconds later; an answer takes {@link #POLLS_MAX} of them at
   *     most
   */
  AcknowledgementGuard(Member member, Executor later) {
    this.member = member;
    this.later = later;
  }

  /**
   * Appends, and answers when what it acknowledges is on disk.
   *
   * @return {@code NOT_LEADER} if there was a newer term meanwhile; fails with an {@link
   *     IOException} if an entry does not get forced
   * @throws IOException if the request can't be taken now
   */
  CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
      throws IOException {
    if (request.getEntriesCount() == 0) {
      return inOrder(request.getLeaderTerm(), () -> member.append(request));
    }
    CompletableFuture<AppendEntriesReplyProto> outcome;
    Consumer<IOException> failure;
    order.lock();
    try {
      CompletableFuture<@Nullable Void> before = begun;
      CompletableFuture<AppendEntriesReplyProto> reply = member.append(request);
      begun = before.thenCombine(reply.handle((answer, thrown) -> null), (earlier, last) -> null);
      outcome =
          reply.thenCompose(
              answer ->
                  answer.getResult() == AppendResult.SUCCESS
                      ? before.thenCompose(
                          nothing -> new Acknowledgement(request, answer).outcome())
                      : CompletableFuture.completedFuture(answer));
      failure = outcome::completeExceptionally;
      unanswered.add(failure);
    } finally {
      order.unlock();
    }
    var _ = outcome.whenComplete((answer, thrown) -> unanswered.remove(failure));
    return outcome;
  }

  /**
   * Does what a leader asks for. If that raises the term, it waits until no request of an older one
   * is between the look at its term and the log.
   */
  <T> T inOrder(long leaderTerm, Request<T> request) throws IOException {
    return leaderTerm == member.currentTerm() ? request.run() : alone(request);
  }

  /** Votes, while no request is between the look at its term and the log. */
  RequestVoteReplyProto vote(RequestVoteRequestProto request) throws IOException {
    return alone(() -> member.vote(request));
  }

  /** While no request is between the look at its term and the log, and no snapshot is installed. */
  <T> T alone(Request<T> request) throws IOException {
    order.lock();
    try {
      return request.run();
    } finally {
      order.unlock();
    }
  }

  /**
   * Installs a snapshot, while no request is between the look at its term and the log.
   *
   * <p>Once it has taken the place of the log's entries, Ratis has dropped what was waiting to be
   * written, and never answers the requests that brought it ({@code
   * SegmentedRaftLogWorker.syncWithSnapshot}). So these fail, for the leader to send them again if
   * it still needs to, and nothing waits for them any more. What is forced counts from the
   * snapshot's end on.
   *
   * @param replaced whether by this answer the log was replaced
   */
  <T> T install(Request<T> snapshot, Predicate<T> replaced) throws IOException {
    T answer;
    List<Consumer<IOException>> voided = List.of();
    order.lock();
    try {
      answer = snapshot.run();
      if (replaced.test(answer)) {
        begun = CompletableFuture.completedFuture(null);
        voided = List.copyOf(unanswered);
      }
    } finally {
      order.unlock();
    }
    voided.forEach(
        failure ->
            failure.accept(
                new IOException("a snapshot has taken the place of the log; to be sent again")));
    return answer;
  }

  /** Whether a request or a vote waits for one before it; for tests. */
  boolean isAwaited() {
    return order.hasQueuedThreads();
  }

  /** An answer that waits for the disk. */
  private final class Acknowledgement implements Runnable {

    private final AppendEntriesRequestProto request;
    private final AppendEntriesReplyProto answer;
    private final CompletableFuture<AppendEntriesReplyProto> outcome = new CompletableFuture<>();
    private int polls;

    Acknowledgement(AppendEntriesRequestProto request, AppendEntriesReplyProto answer) {
      this.request = request;
      this.answer = answer;
    }

    CompletableFuture<AppendEntriesReplyProto> outcome() {
      run();
      return outcome;
    }

    @Override
    public void run() {
      try {
        poll();
      } catch (IOException | RuntimeException e) {
        outcome.completeExceptionally(e);
      }
    }

    /** Forced first: the term has to be the request's after that. */
    private void poll() throws IOException {
      long forced = member.forcedIndex();
      long term = member.currentTerm();
      if (term != request.getLeaderTerm()) {
        outcome.complete(notLeader(term));
      } else if (answer.getMatchIndex() <= forced) {
        outcome.complete(answer);
      } else if (polls++ < POLLS_MAX) {
        later.execute(this);
      } else {
        throw new IOException(
            "entry %d is in the log, but forced to disk only up to %d; to be sent again"
                .formatted(answer.getMatchIndex(), forced));
      }
    }

    private AppendEntriesReplyProto notLeader(long term) {
      return answer.toBuilder()
          .setServerReply(answer.getServerReply().toBuilder().setSuccess(false))
          .setResult(AppendResult.NOT_LEADER)
          .setTerm(term)
          .setMatchIndex(RaftLog.INVALID_LOG_INDEX)
          .build();
    }
  }
}
