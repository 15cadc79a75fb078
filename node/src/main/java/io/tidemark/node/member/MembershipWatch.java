package io.tidemark.node.member;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.exchange.Dismiss;
import io.tidemark.node.identity.DataDirectory;
import io.tidemark.node.identity.Identity;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keeps the identity file in step with the configuration that is in force, so that the next start
 * asks the right members; and stops a node that does not belong to the cluster any more.
 *
 * <ol>
 *   <li>A joining node becomes a member with the first configuration that has it after the one that
 *       it was admitted under. Older ones, which it meets in the log, are about its name's past.
 *   <li>A member that a later configuration leaves out halts.
 * </ol>
 */
final class MembershipWatch {

  private final DataDirectory directory;
  private final FaultHandler faults;

  MembershipWatch(DataDirectory directory, FaultHandler faults) {
    this.directory = directory;
    this.faults = faults;
  }

  /** The state says who belongs to the cluster; on the thread that applies. */
  void see(ClusterRecord cluster) {
    try {
      Identity identity = directory.update(before -> after(before, cluster));
      Membership members = cluster.members();
      if (identity.phase() == Identity.Phase.FORMED
          && members.index() > identity.membersIndex()
          && !members.contains(identity.node())) {
        halt(identity, members.index());
      }
    } catch (IOException e) {
      faults.halt(
          new Fault(
              Fault.Cause.LOG_FAILED,
              "the identity file can't be written: %s; check the disk".formatted(e.getMessage()),
              e));
    }
  }

  /** The leader says that this node was removed. */
  Dismiss.Answer dismiss(Dismiss.Request request) {
    Identity identity = directory.identity().orElseThrow();
    boolean meant =
        identity.clusterId().equals(request.clusterId())
            && identity.node().value().equals(request.node())
            && request.membersIndex() > identity.membersIndex();
    if (meant) {
      halt(identity, request.membersIndex());
    }
    return new Dismiss.Answer(meant);
  }

  private void halt(Identity identity, long membersIndex) {
    faults.halt(
        new Fault(
            Fault.Cause.REMOVED,
            "node %s was removed from cluster %s by log index %d; to bring it back, add it as a new member with an empty directory"
                .formatted(identity.node(), identity.clusterId(), membersIndex),
            null));
  }

  private static Identity after(Identity before, ClusterRecord cluster) {
    Membership members = cluster.members();
    if (members.index() <= before.membersIndex() || !members.contains(before.node())) {
      return before;
    }
    Identity moved = before.withMembers(addresses(members), members.listeners(), members.index());
    return before.phase() == Identity.Phase.JOINING
        ? moved.formed().withIncarnation(cluster.nextIncarnation() - 1)
        : moved;
  }

  /** Where the members are that there are now. */
  static SortedMap<NodeName, HostPort> addresses(Membership members) {
    SortedMap<NodeName, HostPort> addresses = new TreeMap<>();
    members
        .addresses()
        .forEach(
            (node, address) -> {
              if (members.contains(node)) {
                addresses.put(node, HostPort.parse(address));
              }
            });
    return addresses;
  }
}
