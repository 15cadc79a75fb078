package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.exchange.Exchange;
import io.tidemark.node.exchange.ExchangeService;
import io.tidemark.node.identity.Identity;
import io.tidemark.replica.RaftSettings;
import io.tidemark.replica.ReplicaStateMachine;
import io.tidemark.replica.SnapshotBounds;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.TimeDuration;

/** How this node's Raft server is built. */
final class RaftServers {

  /** How much of the log stays before a snapshot, however few entries that are. */
  private static final long KEPT_BYTES_MAX = 16 << 20;

  /** A new node that does not answer for so long, while it catches up, is given up. */
  static final long STAGING_MILLIS_MAX = 30_000;

  private static final long FIRST_ELECTION_MILLIS_MIN = 150;

  private RaftServers() {}

  /** A server for storage that exists, with the exchange beside Raft; not started. */
  static RaftServer build(
      RaftMember.Setup setup, ReplicaStateMachine stateMachine, Exchange exchange)
      throws IOException {
    Identity identity = setup.identity();
    Parameters parameters = new Parameters();
    GrpcConfigKeys.Server.setServicesCustomizer(parameters, ExchangeService.customizer(exchange));
    return RaftServer.newBuilder()
        .setServerId(RaftPeerId.valueOf(identity.node().value()))
        .setGroup(
            groupOf(
                identity,
                setup.config().peers().getOrDefault(identity.node(), setup.config().raft())))
        .setOption(StartupOption.RECOVER)
        .setStateMachine(stateMachine)
        .setProperties(propertiesOf(setup))
        .setParameters(parameters)
        .build();
  }

  /** Members snapshot at different times, so that they don't all write at once. */
  static SnapshotBounds snapshotBounds(NodeLimits limits, RandomGenerator random) {
    return new SnapshotBounds(
        limits.snapshotEntries() + random.nextLong(limits.snapshotEntries() / 4 + 1),
        limits.snapshotBytes() + random.nextLong(limits.snapshotBytes() / 4 + 1),
        limits.logKeptEntries(),
        KEPT_BYTES_MAX);
  }

  static RaftGroupId groupIdOf(Identity identity) {
    return RaftGroupId.valueOf(UUID.fromString(identity.clusterId()));
  }

  private static RaftProperties propertiesOf(RaftMember.Setup setup) {
    NodeLimits limits = setup.config().limits();
    RaftProperties properties =
        new RaftSettings(
                setup.directory().raft(),
                Math.toIntExact(limits.electionMillisMin()),
                Math.toIntExact(limits.electionMillisMax()),
                limits.logSegmentBytes())
            .toProperties();
    // Nodes that start together would all wait for much the same time and split the votes.
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
        properties, TimeDuration.valueOf(FIRST_ELECTION_MILLIS_MIN, TimeUnit.MILLISECONDS));
    RaftServerConfigKeys.setStagingTimeout(
        properties, TimeDuration.valueOf(STAGING_MILLIS_MAX, TimeUnit.MILLISECONDS));
    GrpcConfigKeys.Server.setHost(properties, setup.config().raft().host());
    GrpcConfigKeys.Server.setPort(properties, setup.config().raft().port());
    return properties;
  }

  /**
   * Who is in the group until the log says so. A joining node knows of nobody: it neither votes nor
   * stands for election before the leader has added it. One that is only to listen says so from the
   * start, or it would close itself at the first election, which it is no part of.
   */
  private static RaftGroup groupOf(Identity identity, HostPort self) {
    RaftGroupId id = groupIdOf(identity);
    if (identity.phase() == Identity.Phase.JOINING) {
      return identity.listeners().contains(identity.node())
          ? RaftGroup.valueOf(id, peer(identity.node(), self, RaftPeerRole.LISTENER))
          : RaftGroup.valueOf(id);
    }
    return RaftGroup.valueOf(
        id,
        identity.peers().entrySet().stream()
            .map(
                member ->
                    peer(
                        member.getKey(),
                        member.getValue(),
                        identity.listeners().contains(member.getKey())
                            ? RaftPeerRole.LISTENER
                            : RaftPeerRole.FOLLOWER))
            .toList());
  }

  static RaftPeer peer(NodeName name, HostPort address, RaftPeerRole role) {
    return RaftPeer.newBuilder()
        .setId(name.value())
        .setAddress(address.toString())
        .setStartupRole(role)
        .build();
  }
}
