package io.tidemark.node;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.peer.PendingMember;
import io.tidemark.node.peer.SnapshotTake;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Three members, of which some have applied whatever they are asked for. */
final class FakePeers implements Peers {

  static final NodeName N1 = new NodeName("n1");
  static final NodeName N2 = new NodeName("n2");
  static final NodeName N3 = new NodeName("n3");

  private volatile List<NodeName> upToDate = List.of(N2, N1, N3);

  /** What becomes of handing over leadership. */
  volatile Handover handover = new Handover.Failed("nobody leads");

  /** What comes of going off duty and back. */
  volatile CompletableFuture<Duty.Result> duty =
      CompletableFuture.completedFuture(Duty.Result.done(""));

  /** What comes of taking a snapshot. */
  volatile CompletableFuture<SnapshotTake> snapshot = new CompletableFuture<>();

  /** Who was to go off duty or come back. */
  final List<String> drains = new CopyOnWriteArrayList<>();

  /** Whom leadership was to be handed to. */
  final List<Optional<NodeName>> asked = new CopyOnWriteArrayList<>();

  /** What is told of the members. */
  volatile List<MemberStatus> statuses = List.of();

  private final Queue<List<MemberStatus>> first = new ConcurrentLinkedQueue<>();

  void upToDate(NodeName... members) {
    upToDate = List.of(members);
  }

  /** What is told of the members the next time, and then no more. */
  void statusesOnce(List<MemberStatus> next) {
    first.add(next);
  }

  @Override
  public CompletableFuture<List<MemberStatus>> statuses(long timeoutMillis) {
    List<MemberStatus> once = first.poll();
    return CompletableFuture.completedFuture(once == null ? statuses : once);
  }

  @Override
  public CompletableFuture<List<NodeName>> applied(LogPosition position, long timeoutMillis) {
    return CompletableFuture.completedFuture(upToDate);
  }

  @Override
  public CompletableFuture<Handover> handOver(Optional<NodeName> to, long timeoutMillis) {
    asked.add(to);
    return CompletableFuture.completedFuture(handover);
  }

  @Override
  public CompletableFuture<Duty.Result> drain(
      NodeName member, boolean drained, boolean force, long timeoutMillis) {
    drains.add("%s %s %s".formatted(member, drained ? "off" : "on", force ? "by force" : "if fit"));
    return duty;
  }

  @Override
  public CompletableFuture<SnapshotTake> takeSnapshot(NodeName member, long timeoutMillis) {
    return snapshot;
  }

  @Override
  public CompletableFuture<Optional<PendingMember>> pending(long timeoutMillis) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public List<NodeName> members() {
    return List.of(N1, N2, N3);
  }
}
