package io.tidemark.node.peer;

import java.util.concurrent.CompletableFuture;

/**
 * Port: takes a node off duty and back. Off duty it issues nothing and leads nothing, but it stays
 * a member and votes. No method blocks; a repeated call does no harm.
 */
public interface Duty {

  /**
   * Lets requests that wait finish, burns what is held, and passes leadership on.
   *
   * @param force also if no other member serves
   * @return completes normally, within the node's {@code drainMillisMax}
   */
  CompletableFuture<Result> leave(boolean force);

  /** Issues again. */
  CompletableFuture<Result> resume();

  /**
   * What came of it. Travels between nodes.
   *
   * @param detail why not; or, if done, what is not as it should be; empty otherwise
   */
  record Result(Verdict verdict, String detail) {

    public static Result done(String detail) {
      return new Result(Verdict.DONE, detail);
    }

    public static Result refused(Verdict verdict, String detail) {
      return new Result(verdict, detail);
    }
  }

  /** Whether it was done, or why not. */
  enum Verdict {
    DONE,
    /** No other member serves; nothing was changed. */
    LAST_SERVING,
    /** The node is starting or stopping; nothing was changed. */
    NOT_SERVING
  }
}
