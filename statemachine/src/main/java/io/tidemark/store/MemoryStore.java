package io.tidemark.store;

import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.View;
import java.util.function.Function;

/**
 * The store in memory: for tests and simulation, and for offline work on a snapshot. A committed
 * moment is immutable; a write transaction copies the tables that it changes.
 */
public final class MemoryStore implements Store {

  private final Transactions transactions = new Transactions();
  private volatile MemoryMoment committed = MemoryMoment.EMPTY;

  /** An empty store, without the record of a cluster. */
  public MemoryStore() {}

  @Override
  public <R> R read(Function<? super View, R> query) {
    return transactions.reading(() -> in(new MemoryTables(committed, false), query));
  }

  @Override
  public <R> R write(Function<? super Tables, R> change) {
    return transactions.writing(
        () -> {
          MemoryTables tables = new MemoryTables(committed, true);
          R result = in(tables, change);
          committed = tables.moment();
          return result;
        });
  }

  @Override
  public void close() {
    transactions.close(() -> committed = MemoryMoment.EMPTY);
  }

  private static <R> R in(MemoryTables tables, Function<? super MemoryTables, R> function) {
    try {
      return function.apply(tables);
    } finally {
      tables.end();
    }
  }
}
