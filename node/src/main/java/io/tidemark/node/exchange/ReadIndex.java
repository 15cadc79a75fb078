package io.tidemark.node.exchange;

/** Up to where must I have applied the log, so that I show all that was committed by now? */
public final class ReadIndex {

  private ReadIndex() {}

  /**
   * Asked of the leader.
   *
   * @param clusterId the asking node's cluster
   * @param timeoutMillis how long the asking node waits for the answer
   */
  public record Request(String clusterId, long timeoutMillis) {}

  /**
   * @param index of the log, confirmed; -1 if the answering node could not prove that it leads
   */
  public record Answer(long index) {}
}
