package io.tidemark.snapshot;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Fills an empty store, some rows at a time. Used by one thread. */
final class SnapshotLoad implements SnapshotInput.Rows {

  private static final int BATCH_ROWS_MAX = 10_000;
  private static final int BATCH_BYTES_MAX = 8 << 20;

  private final Store store;
  private final List<Consumer<Tables>> batch = new ArrayList<>();
  private int batchBytes;

  SnapshotLoad(Store store) {
    this.store = store;
  }

  void requireEmpty() {
    boolean empty =
        store.read(view -> Section.ALL.stream().allMatch(section -> section.isEmpty(view)));
    if (!empty) {
      throw new IllegalArgumentException("a snapshot can be loaded into an empty store only");
    }
  }

  @Override
  public void add(Section<?, ?> section, byte[] key, byte[] record) {
    batch.add(section.put(key, record));
    batchBytes += key.length + record.length;
    if (batch.size() >= BATCH_ROWS_MAX || batchBytes >= BATCH_BYTES_MAX) {
      flush();
    }
  }

  /** Stores the record that makes the store usable; nothing may follow. */
  void finish(ClusterRecord cluster) {
    flush();
    store.writeOnly(tables -> tables.putCluster(cluster));
  }

  private void flush() {
    store.writeOnly(tables -> batch.forEach(put -> put.accept(tables)));
    batch.clear();
    batchBytes = 0;
  }
}
