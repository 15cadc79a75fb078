package io.tidemark.node.member;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.node.config.HostPort;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in the Raft group, in our words. Safe for use by many threads.
 *
 * <p>Ratis answers a repeated (client id, call id) from a cache. Here the client id is random per
 * process and every request has a call id of its own, so no answer is ever given twice.
 */
final class Division implements MajorityWatch.Raft, ConnectionWatch.Raft {

  private static final long STEP_DOWN_MILLIS_MAX = 1_000;

  private final RaftServer server;
  private final RaftServer.Division division;
  private final RaftGroupId group;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong nextCallId = new AtomicLong(1);

  /**
   * @param server started
   */
  Division(RaftServer server, RaftGroupId group) throws IOException {
    this.server = server;
    this.group = group;
    this.division = server.getDivision(group);
  }

  boolean isAlive() {
    return division.getInfo().isAlive();
  }

  @Override
  public NodeName self() {
    return nameOf(server.getId());
  }

  /** The cluster's id. */
  String clusterId() {
    return group.getUuid().toString();
  }

  /** Whether entries can be submitted here: the leader that has committed in its own term. */
  boolean isLeaderReady() {
    return division.getInfo().isLeader() && division.getInfo().isLeaderReady();
  }

  @Nullable NodeName leader() {
    RaftPeerId leader = division.getInfo().getLeaderId();
    return leader == null ? null : nameOf(leader);
  }

  String role() {
    return division.getInfo().getCurrentRole().name().toLowerCase(Locale.ROOT);
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  long commitIndex() {
    return division.getRaftLog().getLastCommittedIndex();
  }

  long appliedIndex() {
    return division.getInfo().getLastAppliedIndex();
  }

  /** The last entry of the log, committed or not; -1 if there is none. */
  long lastIndex() {
    TermIndex last = division.getRaftLog().getLastEntryTermIndex();
    return last == null ? -1 : last.getIndex();
  }

  /** Where an entry stands that this node has just applied. */
  LogPosition positionOf(long index) {
    TermIndex entry = division.getRaftLog().getTermIndex(index);
    return new LogPosition(entry == null ? term() : entry.getTerm(), index);
  }

  /**
   * How far each member has the log committed and flushed, as it said itself; never more than it
   * has.
   */
  SortedMap<NodeName, Long> heldIndexes() {
    SortedMap<NodeName, Long> held = new TreeMap<>();
    for (CommitInfoProto commit : division.getCommitInfos()) {
      held.put(nameOf(RaftPeerId.valueOf(commit.getServer().getId())), commit.getCommitIndex());
    }
    return held;
  }

  @Override
  public long leadsMillis() {
    RoleInfoProto info = division.getInfo().getRoleInfoProto();
    return info.getRole() == RaftPeerRole.LEADER ? info.getRoleElapsedTimeMs() : 0;
  }

  @Override
  public SortedMap<NodeName, Long> silentMillis() {
    SortedMap<NodeName, Long> silent = new TreeMap<>();
    for (ServerRpcProto follower :
        division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList()) {
      silent.put(
          nameOf(RaftPeerId.valueOf(follower.getId().getId())), follower.getLastRpcElapsedTimeMs());
    }
    return silent;
  }

  @Override
  public SortedMap<NodeName, Long> unansweredMillis() {
    RoleInfoProto info = division.getInfo().getRoleInfoProto();
    if (info.getRole() != RaftPeerRole.CANDIDATE) {
      return silentMillis();
    }
    SortedMap<NodeName, Long> asked = new TreeMap<>();
    voters().keySet().forEach(voter -> asked.put(voter, info.getRoleElapsedTimeMs()));
    asked.remove(self());
    return asked;
  }

  /**
   * Closing the old connection takes up to five seconds ({@code GrpcUtil}); nobody waits for it.
   */
  @Override
  public void reconnect(NodeName peer) {
    RaftPeerId id = RaftPeerId.valueOf(peer.value());
    var _ =
        Thread.ofVirtual()
            .name("tidemark-reconnect-" + peer)
            .start(
                () ->
                    server
                        .getServerRpc()
                        .handleException(id, new IOException(peer + " is silent"), true));
  }

  /** The members that vote. */
  SortedMap<NodeName, HostPort> voters() {
    return members(RaftPeerRole.FOLLOWER);
  }

  /** The members that only listen. */
  SortedMap<NodeName, HostPort> listeners() {
    return members(RaftPeerRole.LISTENER);
  }

  /** Whether these members are a majority; of both configurations while one replaces another. */
  @Override
  public boolean isMajority(Set<NodeName> members) {
    RaftConfiguration configuration = division.getRaftConf();
    Collection<RaftPeer> previous = configuration.getPreviousPeers();
    return isMajorityOf(configuration.getCurrentPeers(), members)
        && (previous.isEmpty() || isMajorityOf(previous, members));
  }

  private static boolean isMajorityOf(Collection<RaftPeer> voters, Set<NodeName> members) {
    long among = voters.stream().filter(voter -> members.contains(nameOf(voter.getId()))).count();
    return among > voters.size() / 2;
  }

  /** Appends to the log, if this node leads. Fails or answers with an exception if not. */
  CompletableFuture<RaftClientReply> write(Message message) {
    return submit(message, RaftClientRequest.writeRequestType());
  }

  /**
   * Asks Ratis' leader for its commit index and waits until this node has applied it. Ratis lets
   * the leader tell its commits at once to a follower that asks, instead of with the next entry or
   * heartbeat. Not linearizable: see {@link ReadIndexes}.
   */
  CompletableFuture<RaftClientReply> catchUp() {
    return submit(Message.EMPTY, RaftClientRequest.readRequestType());
  }

  /** Asks the leader, this node, to make another voter the leader. */
  CompletableFuture<RaftClientReply> transferLeadership(NodeName target, long timeoutMillis) {
    return leaveLeadership(RaftPeerId.valueOf(target.value()), timeoutMillis);
  }

  @Override
  public void stepDown() {
    var _ = leaveLeadership(null, STEP_DOWN_MILLIS_MAX);
  }

  /**
   * @param target none to leave it to an election
   */
  private CompletableFuture<RaftClientReply> leaveLeadership(
      @Nullable RaftPeerId target, long timeoutMillis) {
    try {
      return server.transferLeadershipAsync(
          new TransferLeadershipRequest(
              client, server.getId(), group, nextCallId.getAndIncrement(), target, timeoutMillis));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Sets a configuration, if the one that it was planned for is still in force. */
  CompletableFuture<RaftClientReply> setConfiguration(ChangePlan.Change change) {
    RaftConfiguration now = division.getRaftConf();
    try {
      return server.setConfigurationAsync(
          new SetConfigurationRequest(
              client,
              server.getId(),
              group,
              nextCallId.getAndIncrement(),
              SetConfigurationRequest.Arguments.newBuilder()
                  .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                  .setServersInCurrentConf(before(change.before().voters()))
                  .setListenersInCurrentConf(before(change.before().listeners()))
                  .setServersInNewConf(
                      after(now, change.voters(), change.joins(), RaftPeerRole.FOLLOWER))
                  .setListenersInNewConf(
                      after(now, change.listeners(), change.joins(), RaftPeerRole.LISTENER))
                  .build()));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Ratis compares names only. */
  private static List<RaftPeer> before(Collection<NodeName> names) {
    return names.stream().map(name -> RaftPeer.newBuilder().setId(name.value()).build()).toList();
  }

  private static List<RaftPeer> after(
      RaftConfiguration now,
      Collection<NodeName> names,
      ChangePlan.@Nullable Joining joins,
      RaftPeerRole role) {
    return names.stream()
        .map(
            name -> {
              if (joins != null && joins.node().equals(name)) {
                return RaftServers.peer(name, joins.address(), role);
              }
              RaftPeer member =
                  now.getPeer(
                      RaftPeerId.valueOf(name.value()),
                      RaftPeerRole.FOLLOWER,
                      RaftPeerRole.LISTENER);
              if (member == null) {
                throw new IllegalStateException(name + " left meanwhile");
              }
              return RaftPeer.newBuilder(member).setStartupRole(role).build();
            })
        .toList();
  }

  /** The log index of the configuration that Raft works with. */
  long configurationIndex() {
    return division.getRaftConf().getLogEntryIndex();
  }

  private CompletableFuture<RaftClientReply> submit(Message message, RaftClientRequest.Type type) {
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(nextCallId.getAndIncrement())
            .setMessage(message)
            .setType(type)
            .build();
    try {
      return server.submitClientRequestAsync(request);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private SortedMap<NodeName, HostPort> members(RaftPeerRole role) {
    SortedMap<NodeName, HostPort> members = new TreeMap<>();
    for (RaftPeer peer : division.getRaftConf().getAllPeers(role)) {
      members.put(nameOf(peer.getId()), HostPort.parse(peer.getAddress()));
    }
    return members;
  }

  private static NodeName nameOf(RaftPeerId peer) {
    return new NodeName(peer.toString());
  }
}
