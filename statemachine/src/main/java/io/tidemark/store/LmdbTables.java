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
import io.tidemark.encoding.RecordEncoding;
import io.tidemark.encoding.TableEncoding;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.lmdbjava.Dbi;
import org.lmdbjava.Txn;

/** The tables inside one transaction of a {@link LmdbStore}. Used by one thread. */
final class LmdbTables implements Tables {

  private final LmdbRows meta;
  private final Table<NamespaceKey, NamespaceRecord> namespaces;
  private final Table<LineKey, LineRecord> lines;
  private final Table<RangeKey, RangeRecord> ranges;
  private final Table<IncarnationNumber, IncarnationRecord> incarnations;
  private final Table<WorkerKey, WorkerRecord> workers;

  LmdbTables(
      LmdbStore store,
      LmdbDatabases databases,
      Txn<ByteBuffer> txn,
      Scope scope,
      ByteBuffer keyBuffer) {
    Function<Dbi<ByteBuffer>, LmdbRows> rows =
        database -> new LmdbRows(store, database, txn, scope, keyBuffer);
    this.meta = rows.apply(databases.meta());
    this.namespaces = new LmdbTable<>(rows.apply(databases.namespaces()), TableEncoding.NAMESPACES);
    this.lines = new LmdbTable<>(rows.apply(databases.lines()), TableEncoding.LINES);
    this.ranges = new LmdbTable<>(rows.apply(databases.ranges()), TableEncoding.RANGES);
    this.incarnations =
        new LmdbTable<>(rows.apply(databases.incarnations()), TableEncoding.INCARNATIONS);
    this.workers = new LmdbTable<>(rows.apply(databases.workers()), TableEncoding.WORKERS);
  }

  @Override
  public ClusterRecord cluster() {
    byte[] record = meta.get(RecordEncoding.clusterKey());
    if (record == null) {
      throw new BrokenInvariantException("the live store holds no cluster");
    }
    return RecordEncoding.decodeCluster(record);
  }

  @Override
  public void putCluster(ClusterRecord cluster) {
    meta.put(RecordEncoding.clusterKey(), RecordEncoding.encode(cluster));
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
