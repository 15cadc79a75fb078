package io.tidemark.node.exchange;

import io.tidemark.node.peer.MemberChange;
import org.jspecify.annotations.Nullable;

/** Change who belongs to the cluster, if you lead. */
public final class ChangeMembers {

  private ChangeMembers() {}

  /**
   * See {@link MemberChange}.
   *
   * @param clusterId the asking node's cluster
   * @param timeoutMillis how long the answer may take
   */
  public record Request(
      String clusterId,
      MemberChange.Action action,
      String node,
      @Nullable String address,
      @Nullable String by,
      long expectedIndex,
      long timeoutMillis) {}

  /** See {@link MemberChange.Result}. */
  public record Answer(MemberChange.Verdict verdict, long membersIndex, String detail) {}
}
