package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcknowledgementGuardTest {

  private static final long TERM = 4;

  private final ScriptedMember member = new ScriptedMember();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final AcknowledgementGuard guard = new AcknowledgementGuard(member, later::add);

  @Test
  void an_answer_waits_for_all_requests_that_came_before_it() throws IOException {
    CompletableFuture<AppendEntriesReplyProto> first = underWay();
    CompletableFuture<AppendEntriesReplyProto> second = underWay();
    CompletableFuture<AppendEntriesReplyProto> firstAnswer = guard.append(entries());
    CompletableFuture<AppendEntriesReplyProto> secondAnswer = guard.append(entries());
    member.forced = 9; // Before a truncation that the first brought is done.
    second.complete(reply(AppendResult.SUCCESS, 7));
    assertFalse(secondAnswer.isDone());
    member.forced = 7;
    first.complete(reply(AppendResult.SUCCESS, 7));
    assertEquals(7, firstAnswer.join().getMatchIndex());
    assertEquals(7, secondAnswer.join().getMatchIndex());
  }

  /** As of a leader that was deposed before its own disk had them. */
  @Test
  void an_answer_waits_until_what_no_request_brought_is_forced() throws IOException {
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    member.forced = 6;
    CompletableFuture<AppendEntriesReplyProto> answer = guard.append(entries());
    later.remove().run();
    assertFalse(answer.isDone());
    member.forced = 7;
    later.remove().run();
    assertEquals(7, answer.join().getMatchIndex());
    assertTrue(later.isEmpty());
  }

  /** A failed write never gets forced; that the earlier request has ended does not help. */
  @Test
  void entries_whose_first_request_failed_are_not_acknowledged() throws IOException {
    CompletableFuture<AppendEntriesReplyProto> first = underWay();
    CompletableFuture<AppendEntriesReplyProto> second = underWay();
    CompletableFuture<AppendEntriesReplyProto> firstAnswer = guard.append(entries());
    CompletableFuture<AppendEntriesReplyProto> secondAnswer = guard.append(entries());
    second.complete(reply(AppendResult.SUCCESS, 7));
    first.completeExceptionally(new IOException("no space left"));
    assertThrows(CompletionException.class, firstAnswer::join);
    int polls = 0;
    while (!later.isEmpty()) {
      later.remove().run();
      polls++;
    }
    assertEquals(AcknowledgementGuard.POLLS_MAX, polls);
    CompletionException thrown = assertThrows(CompletionException.class, secondAnswer::join);
    IOException cause = assertInstanceOf(IOException.class, thrown.getCause());
    assertTrue(cause.getMessage().startsWith("entry 7 is in the log"), cause::getMessage);
  }

  /** This member may have voted, by a log without these entries, while they were on their way. */
  @Test
  void nothing_is_acknowledged_to_a_leader_whose_term_is_over() throws IOException {
    CompletableFuture<AppendEntriesReplyProto> pending = underWay();
    CompletableFuture<AppendEntriesReplyProto> answer = guard.append(entries());
    member.forced = 7;
    member.term = TERM + 1;
    pending.complete(reply(AppendResult.SUCCESS, 7));
    assertNotLeader(answer);
    member.term = TERM;
    underWay().complete(reply(AppendResult.SUCCESS, 8));
    CompletableFuture<AppendEntriesReplyProto> waiting = guard.append(entries());
    member.term = TERM + 1;
    later.remove().run();
    assertNotLeader(waiting);
  }

  @Test
  void no_vote_is_given_while_a_request_is_on_its_way_to_the_log() throws Exception {
    assertWaitsForTheLog(() -> guard.vote(RequestVoteRequestProto.getDefaultInstance()));
  }

  /** It may tell that other entries than those of the request are committed. */
  @Test
  void no_newer_leader_is_heard_while_a_request_is_on_its_way_to_the_log() throws Exception {
    assertWaitsForTheLog(() -> guard.append(heartbeat(TERM + 1)));
    assertWaitsForTheLog(() -> guard.inOrder(TERM + 1, member.others::incrementAndGet));
  }

  /** Else a request that it makes void would be waited for, and for ever. */
  @Test
  void no_snapshot_is_installed_while_a_request_is_on_its_way_to_the_log() throws Exception {
    assertWaitsForTheLog(() -> guard.install(member.others::incrementAndGet, installed -> false));
  }

  private void assertWaitsForTheLog(Callable<?> other) throws Exception {
    CountDownLatch appending = new CountDownLatch(1);
    int before = member.others.get();
    member.onAppend =
        () -> {
          appending.countDown();
          while (!guard.isAwaited()) {
            Thread.onSpinWait();
          }
          assertEquals(before, member.others.get());
        };
    underWay().complete(reply(AppendResult.SUCCESS, 0));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<CompletableFuture<AppendEntriesReplyProto>> append =
          threads.submit(() -> guard.append(entries()));
      appending.await();
      Future<?> waiting = threads.submit(other);
      assertEquals(AppendResult.SUCCESS, append.get().get().getResult());
      waiting.get();
      assertEquals(before + 1, member.others.get());
    }
  }

  /** Ratis never answers what it drops when a snapshot takes the log's place. */
  @Test
  void an_answer_does_not_wait_for_what_a_snapshot_made_void() throws IOException {
    underWay();
    CompletableFuture<AppendEntriesReplyProto> first = guard.append(entries());
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    CompletableFuture<AppendEntriesReplyProto> second = guard.append(entries());
    assertEquals("refused", guard.install(() -> "refused", "installed"::equals));
    assertFalse(first.isDone());
    guard.install(() -> "installed", "installed"::equals);
    assertSentAgain(first);
    assertSentAgain(second);
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    member.forced = 7;
    assertEquals(7, guard.append(entries()).join().getMatchIndex());
  }

  @Test
  void what_acknowledges_nothing_waits_for_nothing() throws IOException {
    underWay();
    guard.append(entries());
    assertTrue(guard.append(heartbeat(TERM)).isDone());
    underWay().complete(reply(AppendResult.INCONSISTENCY, 7));
    assertEquals(AppendResult.INCONSISTENCY, guard.append(entries()).join().getResult());
    underWay().completeExceptionally(new IOException("no space left"));
    assertThrows(CompletionException.class, guard.append(entries())::join);
  }

  @Test
  void a_request_that_is_refused_holds_up_none_behind_it() throws IOException {
    member.onAppend =
        () -> {
          throw new IOException("not ready");
        };
    assertThrows(IOException.class, () -> guard.append(entries()));
    member.onAppend = () -> {};
    underWay().complete(reply(AppendResult.SUCCESS, 0));
    assertTrue(guard.append(entries()).isDone());
  }

  private static void assertSentAgain(CompletableFuture<AppendEntriesReplyProto> answer) {
    CompletionException thrown = assertThrows(CompletionException.class, answer::join);
    assertInstanceOf(IOException.class, thrown.getCause());
  }

  private static void assertNotLeader(CompletableFuture<AppendEntriesReplyProto> answer) {
    assertEquals(AppendResult.NOT_LEADER, answer.join().getResult());
    assertFalse(answer.join().getServerReply().getSuccess());
    assertEquals(TERM + 1, answer.join().getTerm());
    assertEquals(-1, answer.join().getMatchIndex());
  }

  private CompletableFuture<AppendEntriesReplyProto> underWay() {
    CompletableFuture<AppendEntriesReplyProto> reply = new CompletableFuture<>();
    member.replies.add(reply);
    return reply;
  }

  private static AppendEntriesRequestProto heartbeat(long term) {
    return AppendEntriesRequestProto.newBuilder().setLeaderTerm(term).build();
  }

  private static AppendEntriesRequestProto entries() {
    return AppendEntriesRequestProto.newBuilder()
        .setLeaderTerm(TERM)
        .addEntries(LogEntryProto.getDefaultInstance())
        .build();
  }

  /** Of the term before, as Ratis answers the first request of a new leader. */
  private static AppendEntriesReplyProto reply(AppendResult result, long matchIndex) {
    return AppendEntriesReplyProto.newBuilder()
        .setTerm(TERM - 1)
        .setResult(result)
        .setMatchIndex(matchIndex)
        .build();
  }

  private static final class ScriptedMember implements AcknowledgementGuard.Member {

    private final Queue<CompletableFuture<AppendEntriesReplyProto>> replies = new ArrayDeque<>();
    private OnAppend onAppend = () -> {};
    private volatile long forced;
    private volatile long term = TERM;

    /** Votes and heartbeats. */
    private final AtomicInteger others = new AtomicInteger();

    private interface OnAppend {
      void run() throws IOException, InterruptedException;
    }

    @Override
    public CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
        throws IOException {
      if (request.getEntriesCount() == 0) {
        others.incrementAndGet();
        return CompletableFuture.completedFuture(reply(AppendResult.SUCCESS, -1));
      }
      try {
        onAppend.run();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return replies.remove();
    }

    @Override
    public RequestVoteReplyProto vote(RequestVoteRequestProto request) {
      others.incrementAndGet();
      return RequestVoteReplyProto.getDefaultInstance();
    }

    @Override
    public long forcedIndex() {
      return forced;
    }

    @Override
    public long currentTerm() {
      return term;
    }
  }
}
