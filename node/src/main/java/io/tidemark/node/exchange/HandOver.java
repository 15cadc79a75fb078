package io.tidemark.node.exchange;

import org.jspecify.annotations.Nullable;

/** Make another voter the leader, if you lead. */
public final class HandOver {

  private HandOver() {}

  /**
   * @param clusterId the asking node's cluster
   * @param to the voter that is to lead; null for the one that holds most of the log
   * @param timeoutMillis how long it may take
   */
  public record Request(String clusterId, @Nullable String to, long timeoutMillis) {}

  /**
   * @param leader who leads now; null if leadership was not handed over
   * @param detail why it was not; empty if it was
   */
  public record Answer(@Nullable String leader, String detail) {}
}
