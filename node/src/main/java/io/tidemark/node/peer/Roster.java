package io.tidemark.node.peer;

import java.util.concurrent.CompletableFuture;

/** Port: changes who belongs to the cluster. Safe for use by many threads; never blocks. */
@FunctionalInterface
public interface Roster {

  /**
   * Asks the leader, whoever it is, for a change. The same change may be asked for again: it is
   * made once.
   *
   * @return completes normally, within the timeout; with {@link MemberChange.Verdict#RUNNING} if it
   *     takes longer
   */
  CompletableFuture<MemberChange.Result> change(MemberChange change, long timeoutMillis);
}
