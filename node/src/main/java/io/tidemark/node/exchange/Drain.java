package io.tidemark.node.exchange;

import io.tidemark.node.peer.Duty;

/** Go off duty, or come back. */
public final class Drain {

  private Drain() {}

  /**
   * @param clusterId the asking node's cluster
   * @param drained whether to go off duty; otherwise come back
   * @param force go off duty also if no other member serves
   */
  public record Request(String clusterId, boolean drained, boolean force) {}

  /** What came of it. */
  public record Answer(Duty.Verdict verdict, String detail) {

    public static Answer of(Duty.Result change) {
      return new Answer(change.verdict(), change.detail());
    }
  }
}
