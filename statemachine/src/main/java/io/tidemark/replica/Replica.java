package io.tidemark.replica;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Entry;
import io.tidemark.core.Fault;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.View;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.SnapshotSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member's copy of the replicated state, with the files that it is rebuilt from.
 *
 * <ol>
 *   <li>At every start the live store is thrown away and rebuilt from the newest verified snapshot.
 *       What is missing or broken stops the start.
 *   <li>An entry takes effect whole, once, and in the log's order.
 *   <li>An entry that can't be applied is a fault of this node; nothing is applied after it.
 *   <li>The thread that applies writes no snapshot.
 *   <li>A snapshot is reported only when it is verified and durable.
 * </ol>
 *
 * <p>One thread at a time starts, applies and loads; any thread reads, and may prepare an
 * installation.
 */
final class Replica {

  private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

  /** A snapshot that could not be taken is tried again after this many entries. */
  static final long SNAPSHOT_RETRY_ENTRIES = 1_000;

  /** No snapshot to report. */
  static final long NO_SNAPSHOT = -1;

  private final ReplicaDirectory directory;
  private final FaultLatch faults;
  private final AppliedListener listener;
  private final RaftEvents events;
  private final LiveStore live;
  private final SnapshotStorage snapshots;
  private final SnapshotWriter writer;
  private volatile LogPosition applied = LogPosition.NOTHING;
  private volatile @Nullable SnapshotSummary newest;
  private volatile boolean snapshotFailed;
  private volatile long snapshotNotBefore;
  private volatile @Nullable Opened opened;

  // Only the thread that applies uses these.
  private boolean appliedSinceStart;
  private final SnapshotPace pace;
  private long snapshotReported = NO_SNAPSHOT;
  private long purgeReported = NO_SNAPSHOT;

  /** What exists once Ratis has opened its storage. */
  private record Opened(
      String clusterId, RaftFiles raft, WitnessFile witness, SkippedEntries skips) {}

  Replica(
      ReplicaDirectory directory,
      StoreFactory stores,
      SnapshotBounds bounds,
      FaultLatch faults,
      AppliedListener listener,
      RaftEvents events) {
    this.directory = directory;
    this.pace = new SnapshotPace(bounds);
    this.faults = faults;
    this.listener = listener;
    this.events = events;
    this.live = new LiveStore(directory.live(), stores);
    this.snapshots = new SnapshotStorage(directory);
    this.writer = new SnapshotWriter(live, snapshots, directory.outgoing(), new WriterReport());
  }

  /**
   * Rebuilds the state that the log is applied to.
   *
   * @throws IOException after halting the node
   */
  void start(String clusterId, RaftFiles raft) throws IOException {
    faults.load(
        () -> {
          directory.create();
          snapshots.open();
          WitnessFile witness = WitnessFile.open(directory.witness());
          new StartCheck(raft, snapshots.position()).require(witness.witness(), clusterId);
          opened = new Opened(clusterId, raft, witness, SkippedEntries.open(directory.root()));
          live.clear();
          rebuild();
          if (witness.witness() == null) {
            witness.begin(Witness.nothing(clusterId));
          }
          witness.update(last -> last.withSnapshot(snapshots.position()));
        });
  }

  /**
   * Prepares for a received snapshot to be renamed into its place.
   *
   * @param loading whether the last one is still being loaded for all that Ratis knows
   * @throws RuntimeException if it can't be believed, or the last one is still being loaded
   */
  void beginInstall(boolean loading) {
    try {
      snapshots.beginInstall(loading);
    } catch (RuntimeException e) {
      events.snapshotRefused(e);
      throw e;
    }
  }

  /**
   * Loads the snapshot that was renamed into its place. No other can be installed before {@link
   * #finishInstall}.
   *
   * @throws IOException after halting the node
   */
  void endInstall() throws IOException {
    faults.load(
        () -> {
          snapshots.endInstall();
          rebuild();
          opened().witness().update(last -> last.withSnapshot(snapshots.position()));
        });
  }

  /** The snapshot is loaded, or was not put in its place after all: another may come. */
  void finishInstall() {
    snapshots.finishInstall();
  }

  /**
   * Applies the commands of an entry.
   *
   * @param entryBytes what it takes in the log
   */
  List<Reply> apply(LogPosition position, int entryBytes, Supplier<Entry> decoded) {
    if (opened().skips().skipped().contains(position)) {
      LOG.warn(
          "entry {} is skipped, as all members have agreed: none of its commands happen", position);
      advance(position);
      return List.of();
    }
    return faults.apply(position, () -> decideAndTell(position, entryBytes, decoded));
  }

  private List<Reply> decideAndTell(LogPosition position, int entryBytes, Supplier<Entry> decoded) {
    Entry entry;
    List<Reply> replies;
    try {
      entry = decoded.get();
      opened().skips().retry(position);
      replies = live.write(tables -> ReplicatedState.apply(tables, position, entry));
    } catch (RuntimeException e) {
      recordFailure(position, e);
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("that an entry is applied after all can't be recorded", e);
    }
    listener.applied(position, entry, replies);
    tookEffect(position, entryBytes);
    return replies;
  }

  /** For the way past an entry that fails everywhere; a store that fails is no such entry. */
  private void recordFailure(LogPosition position, RuntimeException thrown) {
    if (FaultLatch.causeOf(thrown) == Fault.Cause.STORE_FAILED) {
      return;
    }
    try {
      opened().skips().fail(position);
    } catch (IOException e) {
      LOG.warn("that entry {} failed could not be recorded", position, e);
    }
  }

  /** Takes note of an entry that carries no commands. */
  void advance(LogPosition position) {
    change(position, tables -> ReplicatedState.advance(tables, position));
  }

  /** Takes note of the members from this entry on. */
  void changeMembers(LogPosition position, Membership members) {
    change(position, tables -> ReplicatedState.changeMembers(tables, position, members));
    confirmConfiguration(position);
    listener.membersChanged(live.read(View::cluster));
  }

  private void change(LogPosition position, Consumer<Tables> change) {
    faults.apply(
        position,
        () -> {
          live.write(
              tables -> {
                change.accept(tables);
                return position;
              });
          tookEffect(position, 0);
          return position;
        });
  }

  private void tookEffect(LogPosition position, int entryBytes) {
    pace.applied(position.index(), entryBytes);
    tellApplied(position);
    if (!appliedSinceStart) {
      appliedSinceStart = true;
      writer.record(opened().witness(), last -> last.withApplied(position));
    }
  }

  /** In this order: who is woken finds the position already told. */
  private void tellApplied(LogPosition position) {
    applied = position;
    listener.advanced(position);
  }

  /**
   * Makes this member's vote durable, before it acknowledges anything to the leader that it voted
   * for.
   */
  void forceVote() {
    onRaftFiles("the vote", RaftFiles::forceNames);
  }

  /** Makes the log's new segments durable by name, before what they hold is acknowledged. */
  void forceSegments() {
    onRaftFiles("a segment of the log", RaftFiles::forceNewNames);
  }

  /** Ratis only logs a failure to write its configuration file, and does not force its name. */
  private void confirmConfiguration(LogPosition position) {
    onRaftFiles(
        "the configuration of index " + position.index(),
        raft -> {
          StoredConfiguration stored = raft.configuration();
          if (stored.index() < position.index()) {
            throw new IOException("raft-meta.conf does not hold it; check the disk");
          }
          raft.forceNames();
          StoredConfiguration confirmed = stored.at(position.index());
          writer.record(opened().witness(), last -> last.withConfiguration(confirmed));
        });
  }

  private void onRaftFiles(String what, RaftFilesStep step) {
    try {
      step.run(opened().raft());
    } catch (IOException e) {
      throw faults.halt(
          Fault.Cause.LOG_FAILED, "%s was not stored: %s".formatted(what, e.getMessage()), e);
    }
  }

  @FunctionalInterface
  private interface RaftFilesStep {
    void run(RaftFiles raft) throws IOException;
  }

  /**
   * Reports a finished snapshot, or else begins one beside the thread that applies, if one is due.
   *
   * @return up to where the log may go because of a snapshot that was finished since the last call;
   *     {@link #NO_SNAPSHOT} if there is none, or if all before it is to be kept
   */
  long snapshot() {
    faults.requireSound();
    long covered = snapshots.position().index();
    if (covered > snapshotReported) {
      snapshotReported = covered;
      measure();
      return purgeable(covered);
    }
    long index = applied.index();
    boolean due = snapshotFailed ? index >= snapshotNotBefore : pace.isDue(index);
    if (due && index > covered && writer.begin(opened().witness())) {
      snapshotFailed = false;
      pace.began(index);
    }
    return NO_SNAPSHOT;
  }

  /** Ratis takes no answer below an earlier one. */
  private long purgeable(long covered) {
    long upTo = pace.purgeable(covered);
    if (upTo <= purgeReported) {
      return NO_SNAPSHOT;
    }
    purgeReported = upTo;
    return upTo;
  }

  private void measure() {
    SnapshotSummary snapshot = newest;
    if (snapshot != null) {
      pace.measured(snapshot.rows(), snapshot.sizeBytes());
    }
  }

  /**
   * Takes a snapshot of what is applied by now, on any thread.
   *
   * @return completes with where the newest snapshot ends
   */
  CompletableFuture<LogPosition> takeSnapshotNow() {
    faults.requireSound();
    return writer.takeNow(opened().witness());
  }

  <R> R read(Function<? super View, R> query) {
    return live.read(query);
  }

  /** The last entry that took effect. */
  LogPosition applied() {
    return applied;
  }

  SnapshotStorage snapshots() {
    return snapshots;
  }

  /** Ends. The witness keeps how far this replica got, unless it was halted. */
  void close() throws IOException {
    writer.close();
    live.close();
    Opened files = opened;
    if (files != null && faults.isSound() && applied.index() >= 0) {
      files.witness().update(last -> last.withApplied(applied));
    }
  }

  /** Puts a fresh store in place, filled from the newest snapshot. */
  private void rebuild() throws IOException {
    String clusterId = opened().clusterId();
    LogPosition position = snapshots.position();
    live.replace(store -> fill(store, clusterId));
    ClusterRecord cluster = live.read(View::cluster);
    if (!cluster.applied().equals(position) || !cluster.clusterId().equals(clusterId)) {
      throw new IOException(
          "the newest snapshot is of cluster %s at %s, its name and this node say cluster %s at %s"
              .formatted(cluster.clusterId(), cluster.applied(), clusterId, position));
    }
    snapshotReported = position.index();
    purgeReported = position.index();
    pace.began(position.index());
    measure();
    listener.stateReplaced(cluster);
    tellApplied(position);
  }

  private void fill(Store store, String clusterId) {
    Path snapshot = snapshots.latestFile();
    if (snapshot == null) {
      store.writeOnly(tables -> ReplicatedState.begin(tables, clusterId));
    } else {
      newest = SnapshotFile.load(snapshot, store);
    }
  }

  private Opened opened() {
    return Objects.requireNonNull(opened, "not started");
  }

  private final class WriterReport implements SnapshotWriter.Report {

    @Override
    public void taken(SnapshotSummary snapshot) {
      newest = snapshot;
      events.snapshotTaken(snapshot);
    }

    @Override
    public void failed(IOException reason) {
      snapshotNotBefore = applied.index() + SNAPSHOT_RETRY_ENTRIES;
      snapshotFailed = true;
      LOG.warn("a snapshot could not be taken; the log grows until one can", reason);
      events.snapshotFailed(reason);
    }

    @Override
    public void broken(RuntimeException reason) {
      faults.halt(
          FaultLatch.causeOf(reason), "writing a snapshot failed: " + reason.getMessage(), reason);
    }
  }
}
