package io.tidemark.replica;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Entry;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.core.Reply;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remembers what a replica reports. */
final class RecordingListener implements AppliedListener, RaftEvents {

  private final List<LogPosition> applied = new CopyOnWriteArrayList<>();
  private final List<ClusterRecord> replaced = new CopyOnWriteArrayList<>();
  private final List<Membership> members = new CopyOnWriteArrayList<>();
  private final List<String> leaders = new CopyOnWriteArrayList<>();
  private final List<Long> snapshots = new CopyOnWriteArrayList<>();
  private final List<IOException> failedSnapshots = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusedSnapshots = new AtomicInteger();
  private volatile Runnable whileReported = () -> {};
  private volatile Consumer<LogPosition> whileAdvanced = position -> {};

  /** Is run while an applied entry is reported. */
  void whileReported(Runnable look) {
    whileReported = look;
  }

  /** Is run while a position is told. */
  void whileAdvanced(Consumer<LogPosition> look) {
    whileAdvanced = look;
  }

  @Override
  public void applied(LogPosition position, Entry entry, List<Reply> replies) {
    applied.add(position);
    whileReported.run();
  }

  @Override
  public void stateReplaced(ClusterRecord cluster) {
    replaced.add(cluster);
  }

  @Override
  public void membersChanged(ClusterRecord cluster) {
    members.add(cluster.members());
  }

  @Override
  public void advanced(LogPosition position) {
    whileAdvanced.accept(position);
  }

  @Override
  public void leaderChanged(@Nullable NodeName leader) {
    leaders.add(leader == null ? "" : leader.value());
  }

  @Override
  public void snapshotTaken(SnapshotSummary snapshot) {
    snapshots.add(snapshot.applied().index());
  }

  @Override
  public void snapshotFailed(IOException reason) {
    failedSnapshots.add(reason);
  }

  @Override
  public void snapshotRefused(RuntimeException reason) {
    refusedSnapshots.incrementAndGet();
  }

  int refusedSnapshots() {
    return refusedSnapshots.get();
  }

  /** Where the applied entries stood that carried commands, in the order of the calls. */
  List<LogPosition> applied() {
    return List.copyOf(applied);
  }

  /** The states that were put in place. */
  List<ClusterRecord> replaced() {
    return List.copyOf(replaced);
  }

  /** The configurations that came into force. */
  List<Membership> members() {
    return List.copyOf(members);
  }

  /** The leaders that became known; the empty name stands for none. */
  List<String> leaders() {
    return List.copyOf(leaders);
  }

  List<Long> snapshots() {
    return List.copyOf(snapshots);
  }

  List<IOException> failedSnapshots() {
    return List.copyOf(failedSnapshots);
  }
}
