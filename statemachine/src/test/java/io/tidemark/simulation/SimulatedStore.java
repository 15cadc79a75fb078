package io.tidemark.simulation;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.Store;
import io.tidemark.core.Table;
import io.tidemark.core.Tables;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A replica's rows, with a digest of them that costs nothing to compare after every entry. Used by
 * the one thread of a run. A write that throws leaves nothing behind.
 */
final class SimulatedStore implements Store, Tables {

  /** Before every worker number. */
  static final WorkerKey FIRST_WORKER = new WorkerKey(new WorkerClass(1, 1), 0);

  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Rows<NamespaceKey, NamespaceRecord> namespaces;
  private final Rows<LineKey, LineRecord> lines;
  private final Rows<RangeKey, RangeRecord> ranges;
  private final Rows<IncarnationNumber, IncarnationRecord> incarnations;
  private final Rows<WorkerKey, WorkerRecord> workers;
  private ClusterRecord cluster;

  SimulatedStore(String clusterId) {
    this.cluster = ClusterRecord.genesis(clusterId);
    this.namespaces = new Rows<>(1, undo);
    this.lines = new Rows<>(2, undo);
    this.ranges = new Rows<>(3, undo);
    this.incarnations = new Rows<>(4, undo);
    this.workers = new Rows<>(5, undo);
  }

  private SimulatedStore(SimulatedStore other) {
    this.cluster = other.cluster;
    this.namespaces = other.namespaces.copy(undo);
    this.lines = other.lines.copy(undo);
    this.ranges = other.ranges.copy(undo);
    this.incarnations = other.incarnations.copy(undo);
    this.workers = other.workers.copy(undo);
  }

  /** A snapshot. */
  SimulatedStore copy() {
    return new SimulatedStore(this);
  }

  /** The same for stores that hold the same rows, whatever way they came to them. */
  long digest() {
    return cluster.hashCode()
        + namespaces.digest
        + lines.digest
        + ranges.digest
        + incarnations.digest
        + workers.digest;
  }

  /** How many rows there are, the cluster's record not counted. */
  long rows() {
    return 0L
        + namespaces.rows.size()
        + lines.rows.size()
        + ranges.rows.size()
        + incarnations.rows.size()
        + workers.rows.size();
  }

  /** Whether all rows are the same. */
  boolean hasSameRowsAs(SimulatedStore other) {
    return cluster.equals(other.cluster)
        && namespaces.rows.equals(other.namespaces.rows)
        && lines.rows.equals(other.lines.rows)
        && ranges.rows.equals(other.ranges.rows)
        && incarnations.rows.equals(other.incarnations.rows)
        && workers.rows.equals(other.workers.rows);
  }

  /** Damages the store as a failing disk would: a row is gone and nobody was told. */
  void lose(LineKey line) {
    lines.rows.remove(line);
  }

  /**
   * The lines whose mark's loss shows: those that never reset, and those with ranges on record. Of
   * a closed period nothing is left but the mark.
   */
  List<LineKey> linesThatShowALoss() {
    return lines.rows.entrySet().stream()
        .filter(
            line ->
                line.getKey().label().equals(PeriodLabel.NONE) || line.getValue().rangesKept() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The lines of a namespace of the default tenant, in the order of their labels. */
  List<LineRecord> linesOf(long namespaceNumber) {
    List<LineRecord> found = new ArrayList<>();
    lines.scan(
        new LineKey(TenantId.DEFAULT, namespaceNumber, PeriodLabel.NONE),
        (key, line) -> key.namespaceNumber() == namespaceNumber && found.add(line));
    return found;
  }

  long highWaterMarkOrZero(LineKey line) {
    LineRecord stored = lines.get(line);
    return stored == null ? 0 : stored.highWaterMark();
  }

  @Override
  public <R> R read(Function<? super View, R> query) {
    return query.apply(this);
  }

  @Override
  public <R> R write(Function<? super Tables, R> change) {
    undo.clear();
    boolean done = false;
    try {
      R result = change.apply(this);
      done = true;
      return result;
    } finally {
      while (!done && !undo.isEmpty()) {
        undo.pop().run();
      }
    }
  }

  @Override
  public void close() {}

  @Override
  public ClusterRecord cluster() {
    return cluster;
  }

  @Override
  public void putCluster(ClusterRecord changed) {
    ClusterRecord before = cluster;
    undo.push(() -> cluster = before);
    cluster = changed;
  }

  @Override
  public Table<NamespaceKey, NamespaceRecord> namespaces() {
    return namespaces;
  }

  @Override
  public Table<LineKey, LineRecord> lines() {
    return lines;
  }

  @Override
  public Table<RangeKey, RangeRecord> ranges() {
    return ranges;
  }

  @Override
  public Table<IncarnationNumber, IncarnationRecord> incarnations() {
    return incarnations;
  }

  @Override
  public Table<WorkerKey, WorkerRecord> workers() {
    return workers;
  }

  private static final class Rows<K extends Comparable<? super K>, V> implements Table<K, V> {

    private final int number;
    private final TreeMap<K, V> rows = new TreeMap<>();
    private final Deque<Runnable> undo;
    private long digest;

    Rows(int number, Deque<Runnable> undo) {
      this.number = number;
      this.undo = undo;
    }

    Rows<K, V> copy(Deque<Runnable> other) {
      Rows<K, V> copy = new Rows<>(number, other);
      copy.rows.putAll(rows);
      copy.digest = digest;
      return copy;
    }

    @Override
    public @Nullable V get(K key) {
      return rows.get(key);
    }

    @Override
    public void scan(K from, BiPredicate<? super K, ? super V> visitor) {
      for (Map.Entry<K, V> row : rows.tailMap(from, true).entrySet()) {
        if (!visitor.test(row.getKey(), row.getValue())) {
          return;
        }
      }
    }

    @Override
    public void put(K key, V value) {
      remember(key);
      V before = rows.put(key, value);
      digest += digestOf(key, value) - (before == null ? 0 : digestOf(key, before));
    }

    @Override
    public void delete(K key) {
      remember(key);
      V before = rows.remove(key);
      digest -= before == null ? 0 : digestOf(key, before);
    }

    private void remember(K key) {
      V before = rows.get(key);
      long digestBefore = digest;
      undo.push(
          () -> {
            digest = digestBefore;
            if (before == null) {
              rows.remove(key);
            } else {
              rows.put(key, before);
            }
          });
    }

    /** The finaliser of SplitMix64, so that sums of rows do not cancel out. */
    private long digestOf(K key, V value) {
      long z = ((long) key.hashCode() << 32) ^ (value.hashCode() & 0xffff_ffffL) ^ number;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      return z ^ (z >>> 31);
    }
  }
}
