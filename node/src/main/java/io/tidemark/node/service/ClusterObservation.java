package io.tidemark.node.service;

import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.NodeName;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How the cluster and this node are. */
public interface ClusterObservation {

  /** Asks all members; blocks for up to a second: call it from a virtual thread. */
  Overview overview();

  /** How this node is. Never blocks. */
  Health health();

  /**
   * The cluster as this node sees it.
   *
   * @param clusterId empty before the cluster is formed
   * @param replicatedTimeMillis 0 if unknown
   * @param incarnations the current process of each member that has one
   * @param membersIndex the log index of the configuration of members that this node has applied;
   *     -1 if none
   * @param pending who is let in and catches up
   * @param rows of the replicated state; -1 if unknown
   * @param rowsMax from 80 % of it on, the replicated state refuses to grow; -1 if unknown
   */
  record Overview(
      Optional<String> clusterId,
      long epoch,
      Optional<NodeName> leader,
      long term,
      long replicatedTimeMillis,
      long membersIndex,
      NodeName self,
      List<MemberStatus> members,
      Map<NodeName, IncarnationNumber> incarnations,
      Optional<PendingMember> pending,
      long rows,
      long rowsMax) {

    /**
     * The middle of the clocks of all voters that told theirs, the earlier of two; empty if none
     * did.
     */
    public OptionalLong middleClockMillis() {
      long[] clocks =
          members.stream()
              .filter(member -> member.role() == MemberStatus.Role.VOTER)
              .mapToLong(MemberStatus::clockMillis)
              .filter(clock -> clock > 0)
              .sorted()
              .toArray();
      return clocks.length == 0
          ? OptionalLong.empty()
          : OptionalLong.of(clocks[(clocks.length - 1) / 2]);
    }
  }

  /**
   * How this node is.
   *
   * @param live whether the process works; needs no quorum. If not, it should be restarted
   * @param ready whether it can issue
   * @param checks what was looked at, for people
   */
  record Health(boolean live, boolean ready, List<Check> checks) {}

  /** One thing that was looked at. */
  record Check(String name, boolean ok, String detail) {}
}
