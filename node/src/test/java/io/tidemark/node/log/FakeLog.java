package io.tidemark.node.log;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.Reply;
import io.tidemark.core.Store;
import io.tidemark.store.MemoryStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A replicated log in memory, over the real replicated state. What becomes of an entry is decided
 * by a {@link Fate}; the default is {@link Fate#COMMIT}. Several nodes may share one cluster: see
 * {@link #sharing}. Safe for use by many threads.
 */
public final class FakeLog implements ReplicatedLog {

  /** The id of every cluster. */
  public static final String CLUSTER_ID = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

  /** What becomes of an entry. */
  public enum Fate {
    /** Committed and answered within the call. */
    COMMIT,
    /** Kept until {@link #release}, then committed and answered. */
    HOLD,
    /** Committed within the call, but the answer is lost. */
    LOSE_REPLY,
    /** The submitter learns nothing; committed by {@link #commitLate}, or never. */
    LOSE_ENTRY,
    /** Never reaches a log. */
    REFUSE
  }

  private record Waiting(Entry entry, CompletableFuture<Submission> answer) {}

  /** What nodes share: the state, and who hears of what was applied. */
  private static final class Cluster {
    final Store store = new MemoryStore();
    final List<BiConsumer<Entry, List<Reply>>> hearers = new CopyOnWriteArrayList<>();
    private long index;

    /** All nodes belong to the cluster, and those that don't vote listen. */
    Cluster(Set<NodeName> voters) {
      Set<NodeName> listeners = new TreeSet<>(names("n1", "n2", "n3"));
      listeners.removeAll(voters);
      store.writeOnly(tables -> ReplicatedState.begin(tables, CLUSTER_ID));
      store.writeOnly(
          tables ->
              ReplicatedState.changeMembers(
                  tables, new LogPosition(1, index++), Membership.of(voters, listeners, Map.of())));
    }

    synchronized Submission.Committed commit(Entry entry) {
      LogPosition position = new LogPosition(1, index++);
      List<Reply> replies = store.write(tables -> ReplicatedState.apply(tables, position, entry));
      hearers.forEach(hearer -> hearer.accept(entry, replies));
      return new Submission.Committed(position, replies);
    }

    synchronized LogPosition applied() {
      return new LogPosition(1, index - 1);
    }
  }

  private final Cluster cluster;
  private final LongSupplier nanos;
  private final ArrayDeque<Fate> next = new ArrayDeque<>();
  private final List<Waiting> held = new ArrayList<>();
  private final List<Entry> late = new ArrayList<>();
  private final List<Entry> submitted = new ArrayList<>();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile Supplier<Fate> fates = () -> Fate.COMMIT;
  private volatile boolean reachable = true;
  private volatile long leaderlessSinceNanos = Long.MAX_VALUE;
  private volatile Supplier<ReadPoint> read;

  /** A cluster with these voters, and the first node's way to it. */
  public FakeLog(LongSupplier nanos, String... voters) {
    this(new Cluster(names(voters)), nanos);
  }

  private FakeLog(Cluster cluster, LongSupplier nanos) {
    this.cluster = cluster;
    this.nanos = nanos;
    this.read = () -> new ReadPoint.Reached(cluster.applied());
  }

  /** Another node's way to the same cluster, with switches of its own. */
  public FakeLog sharing() {
    return new FakeLog(cluster, nanos);
  }

  /** The state that all nodes of the cluster share. */
  public Store store() {
    return cluster.store;
  }

  /** Called with everything that is applied, inside the commit. */
  public void onApplied(BiConsumer<Entry, List<Reply>> listener) {
    cluster.hearers.add(listener);
  }

  /** What becomes of the coming entries, one each, before {@link #always} has its say again. */
  public synchronized void next(Fate... coming) {
    next.addAll(List.of(coming));
  }

  /** What becomes of every entry from now on. */
  public void always(Fate fate) {
    fates = () -> fate;
    reachable = fate == Fate.COMMIT;
  }

  /** Whether entries are committed at once, as far as {@link #always(Fate)} says. */
  public boolean isReachable() {
    return reachable;
  }

  /** What becomes of every entry from now on. */
  public void always(Supplier<Fate> fate) {
    fates = fate;
  }

  /** How many entries are held. */
  public synchronized int held() {
    return held.size();
  }

  /**
   * Commits and answers one of the entries held.
   *
   * @param place 0 is the one that was submitted first
   */
  public void release(int place) {
    Waiting waiting;
    synchronized (this) {
      waiting = held.remove(place);
    }
    waiting.answer().complete(cluster.commit(waiting.entry()));
  }

  /** Commits and answers what is held, in order, until nothing is. */
  public void releaseAll() {
    while (held() > 0) {
      release(0);
    }
  }

  /** How many lost entries may still be committed. */
  public synchronized int late() {
    return late.size();
  }

  /** Commits the lost entries; nobody hears of it. */
  public void commitLate() {
    List<Entry> entries;
    synchronized (this) {
      entries = List.copyOf(late);
      late.clear();
    }
    entries.forEach(cluster::commit);
  }

  /** Every entry that was submitted through this node, in order. */
  public synchronized List<Entry> submitted() {
    return List.copyOf(submitted);
  }

  /** Every command of one kind that was submitted through this node, in order. */
  public <C extends Command> List<C> submitted(Class<C> kind) {
    return submitted().stream()
        .flatMap(entry -> entry.envelopes().stream())
        .map(Envelope::command)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** The leader is out of sight from now on. */
  public void loseLeader() {
    leaderlessSinceNanos = nanos.getAsLong();
  }

  /** The leader is in sight again. */
  public void findLeader() {
    leaderlessSinceNanos = Long.MAX_VALUE;
  }

  /** How linearizable reads end from now on. */
  public void reads(Supplier<ReadPoint> outcome) {
    read = outcome;
  }

  /** How many linearizable reads were made. */
  public int readCount() {
    return reads.get();
  }

  @Override
  public CompletableFuture<Submission> submit(Entry entry, long timeoutMillis) {
    CompletableFuture<Submission> answer = new CompletableFuture<>();
    Fate fate;
    synchronized (this) {
      submitted.add(entry);
      fate = next.isEmpty() ? fates.get() : next.remove();
      switch (fate) {
        case HOLD -> held.add(new Waiting(entry, answer));
        case LOSE_ENTRY -> late.add(entry);
        case COMMIT, LOSE_REPLY, REFUSE -> {}
      }
    }
    switch (fate) {
      case COMMIT -> answer.complete(cluster.commit(entry));
      case HOLD -> {}
      case LOSE_REPLY -> {
        cluster.commit(entry);
        answer.complete(new Submission.Unknown("the reply was lost"));
      }
      case LOSE_ENTRY -> answer.complete(new Submission.Unknown("the entry was lost"));
      case REFUSE -> answer.complete(new Submission.Refused("the log refuses"));
    }
    return answer;
  }

  @Override
  public CompletableFuture<ReadPoint> readPoint(long timeoutMillis) {
    reads.incrementAndGet();
    return CompletableFuture.completedFuture(read.get());
  }

  @Override
  public @Nullable NodeName leader() {
    return leaderlessSinceNanos == Long.MAX_VALUE ? new NodeName("n1") : null;
  }

  @Override
  public long leaderlessSinceNanos() {
    return leaderlessSinceNanos;
  }

  private static Set<NodeName> names(String... voters) {
    Set<NodeName> names = new HashSet<>();
    for (String voter : voters) {
      names.add(new NodeName(voter));
    }
    return names;
  }
}
