package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.junit.jupiter.api.Test;

class AcknowledgementGuardTest {

  private final Queue<CompletableFuture<AppendEntriesReplyProto>> replies = new ArrayDeque<>();
  private long forced;
  private final AcknowledgementGuard guard =
      new AcknowledgementGuard(request -> replies.remove(), () -> forced);

  @Test
  void an_answer_waits_for_all_requests_that_came_before_it() throws IOException {
    CompletableFuture<AppendEntriesReplyProto> first = underWay();
    CompletableFuture<AppendEntriesReplyProto> second = underWay();
    CompletableFuture<AppendEntriesReplyProto> firstAnswer = guard.append(entries());
    CompletableFuture<AppendEntriesReplyProto> secondAnswer = guard.append(entries());
    second.complete(reply(AppendResult.SUCCESS, 7));
    assertFalse(secondAnswer.isDone());
    forced = 7;
    first.complete(reply(AppendResult.SUCCESS, 7));
    assertEquals(7, firstAnswer.join().getMatchIndex());
    assertEquals(7, secondAnswer.join().getMatchIndex());
  }

  /** It may have cut off what was forced, and put there what the first then finds. */
  @Test
  void an_answer_waits_for_a_request_that_came_later_and_got_to_the_log_first() throws IOException {
    CompletableFuture<AppendEntriesReplyProto> overtaking = underWay();
    AtomicReference<AcknowledgementGuard> overtaken = new AtomicReference<>();
    overtaken.set(
        new AcknowledgementGuard(
            request -> {
              if (request.getLeaderTerm() == 1) {
                return replies.remove();
              }
              var _ = overtaken.get().append(entries().toBuilder().setLeaderTerm(1).build());
              return CompletableFuture.completedFuture(reply(AppendResult.SUCCESS, 7));
            },
            () -> forced));
    forced = 9; // Before the truncation is done.
    CompletableFuture<AppendEntriesReplyProto> answer = overtaken.get().append(entries());
    assertFalse(answer.isDone());
    forced = 6;
    overtaking.complete(reply(AppendResult.SUCCESS, 6));
    assertNotForced(answer);
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
    assertNotForced(secondAnswer);
  }

  /** As of a leader that was deposed before its own disk had them. */
  @Test
  void entries_that_no_request_brought_are_not_acknowledged_before_they_are_forced()
      throws IOException {
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    forced = 6;
    assertNotForced(guard.append(entries()));
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    forced = 7;
    assertEquals(7, guard.append(entries()).join().getMatchIndex());
  }

  /** Ratis never answers what it drops when a snapshot takes the log's place. */
  @Test
  void an_answer_does_not_wait_for_what_a_snapshot_made_void() throws IOException {
    underWay();
    guard.append(entries());
    guard.startOver();
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    assertNotForced(guard.append(entries()));
    underWay().complete(reply(AppendResult.SUCCESS, 7));
    forced = 7;
    assertEquals(7, guard.append(entries()).join().getMatchIndex());
  }

  @Test
  void what_acknowledges_nothing_needs_nothing_forced() throws IOException {
    CompletableFuture<AppendEntriesReplyProto> pending = underWay();
    guard.append(entries());
    CompletableFuture<AppendEntriesReplyProto> heartbeat = underWay();
    assertSame(heartbeat, guard.append(AppendEntriesRequestProto.getDefaultInstance()));
    pending.complete(reply(AppendResult.INCONSISTENCY, 7));
    underWay().complete(reply(AppendResult.INCONSISTENCY, 7));
    assertEquals(AppendResult.INCONSISTENCY, guard.append(entries()).join().getResult());
  }

  @Test
  void a_request_that_is_refused_holds_up_none_behind_it() throws IOException {
    AcknowledgementGuard refusing =
        new AcknowledgementGuard(
            request -> {
              if (request.getLeaderTerm() == 0) {
                throw new IOException("not ready");
              }
              return CompletableFuture.completedFuture(reply(AppendResult.SUCCESS, 0));
            },
            () -> forced);
    assertThrows(IOException.class, () -> refusing.append(entries()));
    assertTrue(refusing.append(entries().toBuilder().setLeaderTerm(1).build()).isDone());
  }

  private static void assertNotForced(CompletableFuture<AppendEntriesReplyProto> answer) {
    CompletionException thrown = assertThrows(CompletionException.class, answer::join);
    IOException cause = assertInstanceOf(IOException.class, thrown.getCause());
    assertTrue(cause.getMessage().startsWith("entry 7 is in the log"), cause::getMessage);
  }

  private CompletableFuture<AppendEntriesReplyProto> underWay() {
    CompletableFuture<AppendEntriesReplyProto> reply = new CompletableFuture<>();
    replies.add(reply);
    return reply;
  }

  private static AppendEntriesRequestProto entries() {
    return AppendEntriesRequestProto.newBuilder()
        .addEntries(LogEntryProto.getDefaultInstance())
        .build();
  }

  private static AppendEntriesReplyProto reply(AppendResult result, long matchIndex) {
    return AppendEntriesReplyProto.newBuilder().setResult(result).setMatchIndex(matchIndex).build();
  }
}
