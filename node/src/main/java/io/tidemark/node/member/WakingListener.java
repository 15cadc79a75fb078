package io.tidemark.node.member;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Reply;
import io.tidemark.replica.AppliedListener;
import java.util.List;

/** Passes on what was applied, notes who belongs to the cluster, and wakes who waits. */
record WakingListener(AppliedListener next, AppliedWaits waits, MembershipWatch membership)
    implements AppliedListener {

  @Override
  public void applied(LogPosition position, Entry entry, List<Reply> replies) {
    next.applied(position, entry, replies);
  }

  @Override
  public void stateReplaced(ClusterRecord cluster) {
    next.stateReplaced(cluster);
    membership.see(cluster);
  }

  @Override
  public void membersChanged(ClusterRecord cluster) {
    next.membersChanged(cluster);
    membership.see(cluster);
  }

  @Override
  public void advanced(LogPosition position) {
    next.advanced(position);
    waits.applied(position.index());
  }
}
