package io.tidemark.node.exchange;

/** Answer once you have applied this much of the log. */
public final class Applied {

  private Applied() {}

  /**
   * @param clusterId the asking node's cluster
   * @param index a committed log index
   * @param timeoutMillis how long to wait
   */
  public record Request(String clusterId, long index, long timeoutMillis) {}

  /**
   * @param reached whether the index was applied in time
   * @param appliedIndex what is applied; -1 if Raft does not run
   */
  public record Answer(boolean reached, long appliedIndex) {}
}
