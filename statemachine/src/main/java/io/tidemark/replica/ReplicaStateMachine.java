package io.tidemark.replica;

import io.tidemark.core.Entry;
import io.tidemark.core.Fault;
import io.tidemark.core.FaultHandler;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.core.Reply;
import io.tidemark.core.View;
import io.tidemark.encoding.EncodingException;
import io.tidemark.encoding.EntryEncoding;
import io.tidemark.encoding.ReplyEncoding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * The state machine that Ratis drives: turns its calls into the {@link Replica}'s, and its messages
 * into entries and replies. A request's content is an encoded {@link Entry}, a reply's the encoded
 * list of {@link Reply}, a read's answer a {@link PositionMessage}.
 *
 * <p>Ratis owns the threads: one initialises, applies, takes note of configurations and loads
 * installed snapshots; others start transactions, prepare installations and notify.
 */
public final class ReplicaStateMachine extends BaseStateMachine {

  /** The most bytes of an entry; a larger one is refused. */
  public static final int ENTRY_BYTES_MAX = EntryEncoding.ENTRY_BYTES_MAX;

  private final FaultLatch faults;
  private final RaftEvents events;
  private final Replica replica;
  private final SeenConfigurations configurations = new SeenConfigurations();
  private final AtomicReference<@Nullable RaftGroupId> group = new AtomicReference<>();
  private volatile boolean closeExpected;
  private volatile @Nullable Thread loader;

  /**
   * @param directory the replica's own, on one file system and outside of Ratis' storage directory
   * @param stores opens the live store; called at a start and for each snapshot installed
   * @param bounds when snapshots are taken; let the members differ, so that they don't write at the
   *     same time
   */
  public ReplicaStateMachine(
      Path directory,
      StoreFactory stores,
      SnapshotBounds bounds,
      FaultHandler faults,
      AppliedListener listener,
      RaftEvents events) {
    this.faults = new FaultLatch(faults);
    this.events = events;
    this.replica =
        new Replica(new ReplicaDirectory(directory), stores, bounds, this.faults, listener, events);
  }

  // For the node.

  /**
   * Runs a query on the last committed moment of this member's state. Works on through the
   * installation of a snapshot.
   *
   * @throws IllegalStateException before the start and after the close
   */
  public <R> R read(Function<? super View, R> query) {
    return replica.read(query);
  }

  /** The last entry that took effect here. */
  public LogPosition applied() {
    return replica.applied();
  }

  /**
   * Takes a snapshot of what is applied by now, beside the thread that applies.
   *
   * @return completes with where the newest snapshot ends; fails if it can't be written
   */
  public CompletableFuture<LogPosition> takeSnapshotNow() {
    return replica.takeSnapshotNow();
  }

  /** The newest durable snapshot; {@link LogPosition#NOTHING} if there is none. */
  public LogPosition latestSnapshot() {
    return replica.snapshots().position();
  }

  /** The node is about to close the server by its own will; a close is no fault from now on. */
  public void expectClose() {
    closeExpected = true;
  }

  // Start, installation, close.

  @Override
  public void initialize(RaftServer raftServer, RaftGroupId groupId, RaftStorage storage)
      throws IOException {
    requireOnlyGroup(groupId);
    super.initialize(raftServer, groupId, storage);
    getLifeCycle()
        .startAndTransition(
            () ->
                replica.start(
                    groupId.getUuid().toString(),
                    new RaftFiles(storage, DurableFiles::forceDirectory)),
            IOException.class);
    setLastAppliedTermIndex(termIndex(replica.applied()));
  }

  /** Ratis opens every group whose directory it finds, with the same state machine if told so. */
  private void requireOnlyGroup(RaftGroupId groupId) throws IOException {
    RaftGroupId first = group.compareAndExchange(null, groupId);
    if (first != null && !first.equals(groupId)) {
      String detail =
          "Raft's directory holds the groups %s and %s, but a node belongs to one cluster; give it"
                  .formatted(first.getUuid(), groupId.getUuid())
              + " the directory of that cluster, or an empty one";
      faults.halt(Fault.Cause.SNAPSHOT_BROKEN, detail, null);
      throw new IOException(detail);
    }
  }

  /**
   * Called when a received snapshot is about to be renamed into its place.
   *
   * @throws RuntimeException if it can't be believed, or the last one is still being loaded; then
   *     nothing has changed, and the leader sends another
   */
  @Override
  public void pause() {
    replica.beginInstall(isReloading());
    boolean paused = false;
    try {
      getLifeCycle().transition(LifeCycle.State.PAUSING);
      getLifeCycle().transition(LifeCycle.State.PAUSED);
      paused = true;
    } finally {
      if (!paused) {
        replica.finishInstall();
      }
    }
  }

  /** Called on the thread that applies when an installed snapshot is in its place. */
  @Override
  public void reinitialize() throws IOException {
    loader = Thread.currentThread();
    replica.endInstall();
    setLastAppliedTermIndex(termIndex(replica.applied()));
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
    replica.finishInstall();
  }

  /**
   * Whether Ratis has not taken note yet that an installed snapshot is loaded. It does so after
   * {@link #reinitialize}, by an assignment that would undo the demand to load the next one, which
   * would then never be loaded.
   */
  private boolean isReloading() {
    Thread applies = loader;
    return applies != null
        && Arrays.stream(applies.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getMethodName().equals("reload")
                        && frame.getClassName().endsWith(".StateMachineUpdater"));
  }

  /** Called when the division closes, for whatever reason. */
  @Override
  public void close() throws IOException {
    try {
      replica.close();
    } finally {
      closed();
    }
  }

  // Applying.

  /** Decodes a request before it reaches the log. A bad one is refused by value, never thrown. */
  @Override
  public TransactionContext startTransaction(RaftClientRequest request) {
    TransactionContext transaction =
        TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request).build();
    ByteString content = request.getMessage().getContent();
    if (content.size() > ENTRY_BYTES_MAX) {
      return transaction.setException(
          new EntryRefusedException(
              "an entry of %d bytes is over the limit of %d; propose fewer commands at once"
                  .formatted(content.size(), ENTRY_BYTES_MAX)));
    }
    try {
      return transaction.setStateMachineContext(EntryEncoding.decode(content.toByteArray()));
    } catch (EncodingException e) {
      return transaction.setException(new EntryRefusedException(e.getMessage(), e));
    }
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto logEntry = Objects.requireNonNull(transaction.getLogEntry());
    LogPosition position = new LogPosition(logEntry.getTerm(), logEntry.getIndex());
    List<Reply> replies =
        replica.apply(position, logEntry.getSerializedSize(), () -> entryOf(transaction, logEntry));
    updateLastAppliedTermIndex(termIndex(position));
    return CompletableFuture.completedFuture(
        Message.valueOf(ByteString.copyFrom(ReplyEncoding.encode(replies))));
  }

  /** The leader has decoded the entry of a request already. */
  private static Entry entryOf(TransactionContext transaction, LogEntryProto logEntry) {
    return transaction.getStateMachineContext() instanceof Entry decoded
        ? decoded
        : EntryEncoding.decode(logEntry.getStateMachineLogEntry().getLogData().toByteArray());
  }

  /**
   * Takes note of the members. Called before {@link #notifyTermIndexUpdated} for an entry that is
   * applied, but also from an installation, out of the log's order and on another thread.
   */
  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftConfigurationProto configuration) {
    SortedMap<NodeName, String> voters = addresses(configuration.getPeersList());
    SortedMap<NodeName, String> listeners = addresses(configuration.getListenersList());
    SortedMap<NodeName, String> all = new TreeMap<>(voters);
    all.putAll(listeners);
    configurations.see(
        new LogPosition(term, index), Membership.of(voters.keySet(), listeners.keySet(), all));
  }

  private static SortedMap<NodeName, String> addresses(List<RaftPeerProto> peers) {
    SortedMap<NodeName, String> addresses = new TreeMap<>();
    peers.forEach(
        peer -> addresses.put(nodeOf(RaftPeerId.valueOf(peer.getId())), peer.getAddress()));
    return addresses;
  }

  /** An entry without commands is applied: a configuration, or metadata of Ratis. */
  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    LogPosition position = new LogPosition(term, index);
    Membership members = configurations.take(position);
    if (members == null) {
      replica.advance(position);
    } else {
      replica.changeMembers(position, members);
    }
    updateLastAppliedTermIndex(termIndex(position));
  }

  // Snapshots and reads.

  /**
   * Asked after every entry. Does not wait for the snapshot that it begins; answers up to where the
   * log may go because of one that was finished earlier, or -1.
   */
  @Override
  public long takeSnapshot() {
    return replica.snapshot();
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return replica.snapshots();
  }

  @Override
  public CompletableFuture<Message> query(Message request) {
    return CompletableFuture.completedFuture(PositionMessage.encode(replica.applied()));
  }

  // What Ratis reports.

  /** Called by the log, before it counts what it has written as stored. */
  @Override
  public CompletableFuture<Void> flush(long logIndex) {
    replica.forceSegments();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failedEntry) {
    faults.halt(
        Fault.Cause.LOG_FAILED,
        "the Raft log failed: %s; check the disk".formatted(rootMessage(cause)),
        cause);
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto roleInfo, boolean allServer) {
    closed();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId groupMemberId, RaftPeerId newLeaderId) {
    replica.forceVote();
    events.leaderChanged(nodeOf(newLeaderId));
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pendingEntries) {
    events.leaderChanged(null);
  }

  @Override
  public void notifyExtendedNoLeader(RoleInfoProto roleInfoProto) {
    events.leaderChanged(null);
  }

  @Override
  public void notifyFollowerSlowness(RoleInfoProto leaderInfo, RaftPeer slowFollower) {
    events.followerSlow(nodeOf(slowFollower.getId()));
  }

  private void closed() {
    if (!closeExpected && faults.isSound()) {
      faults.halt(
          Fault.Cause.RAFT_CLOSED,
          "the Raft server closed itself: the process was paused for too long, the member was"
              + " removed, or the log above says why; start the node again",
          null);
    }
  }

  /** What the disk said, below what Ratis made of it. */
  private static @Nullable String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private static NodeName nodeOf(RaftPeerId peer) {
    return new NodeName(peer.toString());
  }

  private static TermIndex termIndex(LogPosition position) {
    return TermIndex.valueOf(position.term(), position.index());
  }
}
