package io.tidemark.replica;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.jspecify.annotations.Nullable;

/**
 * Lets no follower acknowledge an entry that is not forced to its disk (Raft, section 5.2 and
 * figure 2: stable storage is updated before the answer).
 *
 * <p>Ratis waits for the entries that a request has added to the log. Entries that the log had in
 * memory already it acknowledges at once, forced or not: those of a request that is still under way
 * on a stream that broke, or those that this member appended itself while it was leader. So an
 * acknowledgement waits here until every request that may have come to the log before it has ended,
 * which also settles what they cut off the log, and then has to lie within what is forced. If it
 * does not, the request fails, and the leader sends it again.
 *
 * <p>Safe for use by many threads.
 */
final class AcknowledgementGuard {

  private final Append append;
  private final LongSupplier forcedIndex;
  private CompletableFuture<@Nullable Void> all = CompletableFuture.completedFuture(null);

  /** Port: what a follower does with a leader's entries. */
  @FunctionalInterface
  interface Append {
    CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
        throws IOException;
  }

  /**
   * @param append takes entries into the log
   * @param forcedIndex the last entry that is forced to disk, if no request is under way
   */
  AcknowledgementGuard(Append append, LongSupplier forcedIndex) {
    this.append = append;
    this.forcedIndex = forcedIndex;
  }

  /**
   * Appends, and answers when what it acknowledges is on disk.
   *
   * @return fails with an {@link IOException} if an entry that was in the log before is not forced
   *     yet
   * @throws IOException if the request can't be taken now
   */
  CompletableFuture<AppendEntriesReplyProto> append(AppendEntriesRequestProto request)
      throws IOException {
    if (request.getEntriesCount() == 0) {
      return append.append(request);
    }
    CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    enqueue(ended);
    CompletableFuture<AppendEntriesReplyProto> reply = null;
    try {
      reply = append.append(request);
    } finally {
      if (reply == null) {
        ended.complete(null);
      }
    }
    // Not what had begun before: another one may have got to the log first.
    CompletableFuture<@Nullable Void> begun = begun();
    return reply
        .whenComplete((answer, thrown) -> ended.complete(null))
        .thenCombine(begun, (answer, nothing) -> requireForced(answer));
  }

  /**
   * An installed snapshot has taken the place of the log's entries. Ratis drops what was waiting to
   * be written, and never answers the requests that brought it ({@code
   * SegmentedRaftLogWorker.syncWithSnapshot}); so nothing waits for them any more. What is forced
   * counts from the snapshot's end on.
   */
  synchronized void startOver() {
    all = CompletableFuture.completedFuture(null);
  }

  /** Known before it is in the log, so that whoever finds its entries there waits for it. */
  private synchronized void enqueue(CompletableFuture<@Nullable Void> ended) {
    all = all.thenCombine(ended, (before, last) -> null);
  }

  private synchronized CompletableFuture<@Nullable Void> begun() {
    return all;
  }

  private AppendEntriesReplyProto requireForced(AppendEntriesReplyProto answer) {
    long forced = forcedIndex.getAsLong();
    if (answer.getResult() == AppendResult.SUCCESS && answer.getMatchIndex() > forced) {
      throw new CompletionException(
          new IOException(
              "entry %d is in the log, but forced to disk only up to %d; to be sent again"
                  .formatted(answer.getMatchIndex(), forced)));
    }
    return answer;
  }
}
