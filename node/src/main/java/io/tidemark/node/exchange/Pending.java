package io.tidemark.node.exchange;

import io.tidemark.core.NodeName;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whom do you let in? The leader alone knows. */
public final class Pending {

  private Pending() {}

  /**
   * @param clusterId the asking node's cluster
   * @param timeoutMillis how long the newcomer may take to say how far it is
   */
  public record Request(String clusterId, long timeoutMillis) {}

  /**
   * @param node null if nobody
   */
  public record Answer(
      @Nullable String node,
      MemberStatus.@Nullable Role role,
      @Nullable String raftAddress,
      @Nullable String inPlaceOf,
      long lagEntries) {

    /** Nobody. */
    public static final Answer NONE = new Answer(null, null, null, null, -1);

    public static Answer of(Optional<PendingMember> pending) {
      return pending
          .map(
              member ->
                  new Answer(
                      member.name().value(),
                      member.role(),
                      member.raftAddress(),
                      member.inPlaceOf() == null ? null : member.inPlaceOf().value(),
                      member.lagEntries()))
          .orElse(NONE);
    }

    public Optional<PendingMember> member() {
      return node == null || role == null || raftAddress == null
          ? Optional.empty()
          : Optional.of(
              new PendingMember(
                  new NodeName(node),
                  role,
                  raftAddress,
                  inPlaceOf == null ? null : new NodeName(inPlaceOf),
                  lagEntries));
    }
  }
}
