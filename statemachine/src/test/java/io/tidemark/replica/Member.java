package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NodeName;
import io.tidemark.core.TenantId;
import io.tidemark.snapshot.StateHash;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/** One real Ratis server over gRPC on loopback with its replica; may be stopped and started. */
final class Member implements AutoCloseable {

  static final int SEGMENT_BYTES = 2_000;

  private static final SnapshotBounds BOUNDS = new SnapshotBounds(20, Long.MAX_VALUE, 0, 0);

  private final RaftPeer peer;
  private final Path home;
  private int segmentBytes = SEGMENT_BYTES;
  private Consumer<RaftProperties> changes = properties -> {};
  private StoreFactory stores = directory -> new MemoryStore();
  private RecordingFaults faults = new RecordingFaults();
  private RecordingListener listener = new RecordingListener();
  private @Nullable ReplicaStateMachine machine;
  private @Nullable RaftServer server;

  Member(RaftPeer peer, Path home) {
    this.peer = peer;
    this.home = home;
  }

  /** Small limits, so that a handful of entries makes segments, snapshots and purges. */
  private RaftSettings settings(int members) {
    int electionMillisMin = members == 1 ? 100 : 600;
    return new RaftSettings(
        raftDirectory(), electionMillisMin, 2 * electionMillisMin, segmentBytes);
  }

  void useSegmentsOf(int bytes) {
    segmentBytes = bytes;
  }

  /** Settings other than the usual ones. */
  void useProperties(Consumer<RaftProperties> changing) {
    changes = changing;
  }

  void useStores(StoreFactory factory) {
    stores = factory;
  }

  /** Starts as a new process would: with nothing but the directory. */
  void start(RaftGroup group) throws IOException {
    start(group, BOUNDS);
  }

  /** Starts without ever taking a snapshot. */
  void startWithoutSnapshots(RaftGroup group) throws IOException {
    start(group, new SnapshotBounds(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0));
  }

  void start(RaftGroup group, SnapshotBounds bounds) throws IOException {
    faults = new RecordingFaults();
    listener = new RecordingListener();
    machine =
        new ReplicaStateMachine(replicaDirectory(), stores, bounds, faults, listener, listener);
    RaftProperties properties = settings(group.getPeers().size()).toProperties();
    changes.accept(properties);
    GrpcConfigKeys.Server.setHost(properties, "127.0.0.1");
    GrpcConfigKeys.Server.setPort(properties, TestCluster.portOf(peer));
    server =
        RaftServer.newBuilder()
            .setServerId(peer.getId())
            .setGroup(group)
            .setStateMachineRegistry(id -> machine)
            .setProperties(properties)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .build();
    server.start();
  }

  /** Ends in good order. */
  void stop() throws IOException {
    if (server != null) {
      machine().expectClose();
      server.close();
      server = null;
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  boolean isRunning() {
    return server != null;
  }

  RaftPeer peer() {
    return peer;
  }

  String name() {
    return peer.getId().toString();
  }

  Path replicaDirectory() {
    return home.resolve("replica");
  }

  Path raftDirectory() {
    return home.resolve("raft");
  }

  RecordingFaults faults() {
    return faults;
  }

  RecordingListener listener() {
    return listener;
  }

  ReplicaStateMachine machine() {
    return Objects.requireNonNull(machine, "not started");
  }

  RaftServer server() {
    return Objects.requireNonNull(server, "not running");
  }

  RaftServer.Division division() throws IOException {
    return server().getDivision(TestCluster.GROUP_ID);
  }

  long forcedIndex() {
    try {
      return division().getRaftLog().getFlushIndex();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LifeCycle.State lifeCycle() throws IOException {
    return division().getInfo().getLifeCycleState();
  }

  RaftGroupMemberId id() throws IOException {
    return division().getMemberId();
  }

  boolean leads() throws IOException {
    return isRunning() && division().getInfo().isLeaderReady();
  }

  LogPosition applied() {
    return machine().applied();
  }

  long nextIncarnation() {
    return machine().read(view -> view.cluster().nextIncarnation());
  }

  boolean hasNamespace(String name) {
    NamespaceKey key = new NamespaceKey(TenantId.DEFAULT, new NamespaceName(name));
    return machine().read(view -> view.namespaces().get(key) != null);
  }

  Set<NodeName> voters() {
    return machine().read(view -> view.cluster().voters());
  }

  /** The state at the index that it stands for, so that members can be compared. */
  StateAt state() {
    return machine()
        .read(view -> new StateAt(view.cluster().applied().index(), StateHash.of(view)));
  }

  record StateAt(long index, String hash) {}
}
