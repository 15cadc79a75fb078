package io.tidemark.node.member;

import io.tidemark.encoding.ReplyEncoding;
import io.tidemark.node.log.Submission;
import io.tidemark.replica.EntryRefusedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Submits to this node's own Raft server and says what may be concluded. Only what Ratis refuses
 * before it appends is {@link Submission.Refused}; {@code NotLeaderException} is not among that, as
 * Ratis also answers it for entries that a leader appended before it lost its leadership, and that
 * its successor may yet commit.
 */
final class Submitter {

  private final Division division;

  Submitter(Division division) {
    this.division = division;
  }

  /** Submits, if this node leads. Completes normally, within the timeout. */
  CompletableFuture<Submission> submit(byte[] entry, long timeoutMillis) {
    if (!division.isLeaderReady()) {
      return CompletableFuture.completedFuture(
          new Submission.Refused("node %s does not lead".formatted(division.self())));
    }
    return division
        .write(Message.valueOf(ByteString.copyFrom(entry)))
        .<Submission>thenApply(this::concluded)
        .exceptionally(thrown -> new Submission.Unknown(reason(thrown)))
        .completeOnTimeout(
            new Submission.Unknown("not committed within %d ms".formatted(timeoutMillis)),
            timeoutMillis,
            TimeUnit.MILLISECONDS);
  }

  private Submission concluded(RaftClientReply reply) {
    if (reply.isSuccess()) {
      return new Submission.Committed(
          division.positionOf(reply.getLogIndex()),
          ReplyEncoding.decode(reply.getMessage().getContent().toByteArray()));
    }
    RaftException exception = reply.getException();
    return neverAppended(exception)
        ? new Submission.Refused(reason(exception))
        : new Submission.Unknown(reason(exception));
  }

  /** Thrown by Ratis only before it appends; see RaftServerImpl.checkLeaderState and writeAsync. */
  private static boolean neverAppended(@Nullable RaftException exception) {
    return exception instanceof LeaderNotReadyException
        || exception instanceof LeaderSteppingDownException
        || (exception != null && exception.getCause() instanceof EntryRefusedException);
  }

  private static String reason(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "the Raft server gave no reason";
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
  }
}
