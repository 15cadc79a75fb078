package io.tidemark.core;

/** The replicated state as one consistent moment sees it. */
public interface View {

  /** The one record of the cluster. */
  ClusterRecord cluster();

  ReadableTable<NamespaceKey, NamespaceRecord> namespaces();

  ReadableTable<LineKey, LineRecord> lines();

  ReadableTable<RangeKey, RangeRecord> ranges();

  ReadableTable<IncarnationNumber, IncarnationRecord> incarnations();

  ReadableTable<WorkerKey, WorkerRecord> workers();
}
