package io.tidemark.node.exchange;

import io.tidemark.node.peer.SnapshotTake;

/** Take a snapshot of yours, now. */
public final class TakeSnapshot {

  private TakeSnapshot() {}

  /**
   * @param clusterId the asking node's cluster
   */
  public record Request(String clusterId) {}

  /** What came of it. */
  public record Answer(SnapshotTake take) {}
}
