package io.tidemark.node;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.member.RaftMember;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.service.ClusterObservation.Check;
import io.tidemark.node.service.ClusterObservation.Health;
import io.tidemark.node.service.ClusterObservation.Overview;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Says how the cluster and this node are. */
final class ClusterDesk {

  /** How long the other members have to answer. */
  private static final long STATUS_MILLIS_MAX = 800;

  private ClusterDesk() {}

  /** Asks all members; blocks for as long as they may take. */
  static Overview overview(
      NodeConfig config, @Nullable RaftMember member, String trouble, long nowMillis) {
    if (member == null) {
      return new Overview(
          Optional.empty(),
          0,
          Optional.empty(),
          -1,
          0,
          -1,
          config.name(),
          listed(config, trouble, nowMillis),
          Map.of(),
          Optional.empty(),
          -1,
          -1);
    }
    CompletableFuture<Optional<PendingMember>> pending = member.peers().pending(STATUS_MILLIS_MAX);
    List<MemberStatus> members = member.peers().statuses(STATUS_MILLIS_MAX).join();
    ClusterRecord cluster = member.read(view -> view.cluster());
    return new Overview(
        Optional.of(cluster.clusterId()),
        cluster.epoch(),
        Optional.ofNullable(member.leader()),
        member.raftState().term(),
        cluster.replicatedTimeMillis(),
        cluster.members().index(),
        config.name(),
        members,
        cluster.current(),
        pending.join(),
        cluster.rows(),
        cluster.rowsMax());
  }

  static Health health(@Nullable RaftMember member, String trouble) {
    List<Check> checks = new ArrayList<>();
    boolean raft = member == null || member.isRunning();
    checks.add(
        new Check("raft", raft, raft ? "" : "the Raft server has closed; restart the process"));
    if (member != null) {
      NodeName leader = member.leader();
      checks.add(
          new Check(
              "leader", leader != null, leader == null ? "none is in sight" : leader.value()));
    }
    checks.add(new Check("issuing", trouble.isEmpty(), trouble));
    return new Health(raft, raft && trouble.isEmpty(), checks);
  }

  /** The members as configured, while the node has not met them. */
  private static List<MemberStatus> listed(NodeConfig config, String trouble, long nowMillis) {
    List<MemberStatus> members = new ArrayList<>();
    for (Map.Entry<NodeName, HostPort> peer : config.peers().entrySet()) {
      boolean self = peer.getKey().equals(config.name());
      members.add(
          new MemberStatus(
              peer.getKey(),
              MemberStatus.Role.VOTER,
              self ? MemberStatus.State.UP : MemberStatus.State.UNKNOWN,
              peer.getValue().toString(),
              self ? config.httpAddress().toString() : null,
              null,
              null,
              -1,
              -1,
              -1,
              self ? Build.current().version() : null,
              false,
              self ? trouble : "",
              self ? nowMillis : -1,
              null));
    }
    return members;
  }
}
