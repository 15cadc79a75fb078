package io.tidemark.node.log;

import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Port: the way from a node to the replicated log, wherever the leader is.
 *
 * <p>Safe for use by many threads. No method blocks; futures complete on threads of the log, so
 * what hangs on them must be short.
 */
public interface ReplicatedLog {

  /**
   * Submits an entry. Every call is a new entry of the log, also with an equal argument: nothing is
   * deduplicated and nothing is retried behind the caller's back.
   *
   * @param timeoutMillis after it the submission is {@link Submission.Unknown}; the entry may still
   *     be committed later
   * @return completes normally, always, within the timeout
   */
  CompletableFuture<Submission> submit(Entry entry, long timeoutMillis);

  /**
   * A linearizable read: completes once this node has applied all that was committed when the call
   * was made. Calls that arrive together share one round.
   *
   * @return the applied position, or empty if no quorum confirmed within the timeout
   */
  CompletableFuture<ReadPoint> readPoint(long timeoutMillis);

  /** The leader as this node knows it, or null. */
  @Nullable NodeName leader();

  /**
   * Since when no leader has been in sight, in nanoseconds of the node's ticker; {@link
   * Long#MAX_VALUE} while there is one.
   */
  long leaderlessSinceNanos();

  /** The outcome of a linearizable read. */
  sealed interface ReadPoint {
    /** This node's store shows at least everything committed before the read. */
    record Reached(LogPosition applied) implements ReadPoint {}

    /** No quorum confirmed in time. */
    record Unreachable(String detail) implements ReadPoint {}
  }
}
