package io.tidemark.store;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.RangeKey;
import io.tidemark.core.RangeRecord;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The content of a {@link MemoryStore} at one committed moment. Its maps are never changed. */
record MemoryMoment(
    @Nullable ClusterRecord cluster,
    NavigableMap<NamespaceKey, NamespaceRecord> namespaces,
    NavigableMap<LineKey, LineRecord> lines,
    NavigableMap<RangeKey, RangeRecord> ranges,
    NavigableMap<IncarnationNumber, IncarnationRecord> incarnations,
    NavigableMap<WorkerKey, WorkerRecord> workers) {

  static final MemoryMoment EMPTY =
      new MemoryMoment(
          null,
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>());
}
