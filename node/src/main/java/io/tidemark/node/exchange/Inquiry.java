package io.tidemark.node.exchange;

import io.tidemark.node.peer.Vitals;
import org.jspecify.annotations.Nullable;

/** How are you? */
public final class Inquiry {

  private Inquiry() {}

  /**
   * @param clusterId the asking node's cluster
   */
  public record Request(String clusterId) {}

  /**
   * @param clusterId the answering node's cluster; null while it has none
   * @param raftRole {@code leader}, {@code follower}, {@code candidate}, {@code listener}; null
   *     while Raft does not run
   * @param leader whom it follows, null if nobody
   * @param term -1 if unknown
   * @param commitIndex -1 if unknown
   * @param appliedIndex -1 if unknown
   * @param trouble why it can't issue; empty if it can
   * @param clockMillis its wall clock
   * @param vitals null if the answering node is of a version that has none
   */
  public record Answer(
      @Nullable String clusterId,
      String httpAddress,
      @Nullable String raftRole,
      @Nullable String leader,
      long term,
      long commitIndex,
      long appliedIndex,
      String version,
      String trouble,
      long clockMillis,
      @Nullable Vitals vitals) {}
}
