package io.tidemark.core;

/** The replicated state inside one write transaction; reads see the transaction's own writes. */
public interface Tables extends View {

  /** Replaces the one record of the cluster. */
  void putCluster(ClusterRecord cluster);

  @Override
  Table<NamespaceKey, NamespaceRecord> namespaces();

  @Override
  Table<LineKey, LineRecord> lines();

  @Override
  Table<RangeKey, RangeRecord> ranges();

  @Override
  Table<IncarnationNumber, IncarnationRecord> incarnations();

  @Override
  Table<WorkerKey, WorkerRecord> workers();
}
