package io.tidemark.store;

import io.tidemark.core.BrokenInvariantException;
import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.Table;
import io.tidemark.core.Tables;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import org.jspecify.annotations.Nullable;

/** The tables inside one transaction of a {@link MemoryStore}. Used by one thread. */
final class MemoryTables implements Tables {

  private final Scope scope;
  private @Nullable ClusterRecord cluster;
  private final MemoryTable<NamespaceKey, NamespaceRecord> namespaces;
  private final MemoryTable<LineKey, LineRecord> lines;
  private final MemoryTable<RangeKey, RangeRecord> ranges;
  private final MemoryTable<IncarnationNumber, IncarnationRecord> incarnations;
  private final MemoryTable<WorkerKey, WorkerRecord> workers;

  MemoryTables(MemoryMoment committed, boolean writable) {
    this.scope = new Scope(writable);
    this.cluster = committed.cluster();
    this.namespaces = new MemoryTable<>(scope, committed.namespaces());
    this.lines = new MemoryTable<>(scope, committed.lines());
    this.ranges = new MemoryTable<>(scope, committed.ranges());
    this.incarnations = new MemoryTable<>(scope, committed.incarnations());
    this.workers = new MemoryTable<>(scope, committed.workers());
  }

  void end() {
    scope.end();
  }

  /** What the transaction leaves behind when it commits. */
  MemoryMoment moment() {
    return new MemoryMoment(
        cluster,
        namespaces.rows(),
        lines.rows(),
        ranges.rows(),
        incarnations.rows(),
        workers.rows());
  }

  @Override
  public ClusterRecord cluster() {
    scope.checkReadable();
    ClusterRecord stored = cluster;
    if (stored == null) {
      throw new BrokenInvariantException("the store in memory holds no cluster");
    }
    return stored;
  }

  @Override
  public void putCluster(ClusterRecord record) {
    scope.checkWritable();
    cluster = record;
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
}
