package io.tidemark.snapshot;

import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.View;
import java.util.function.Function;

/** Counts the write transactions of another store. Used by one thread. */
final class CountingStore implements Store {

  private final Store store;
  private int writes;

  CountingStore(Store store) {
    this.store = store;
  }

  int writes() {
    return writes;
  }

  @Override
  public <R> R read(Function<? super View, R> query) {
    return store.read(query);
  }

  @Override
  public <R> R write(Function<? super Tables, R> change) {
    writes++;
    return store.write(change);
  }

  @Override
  public void close() {
    store.close();
  }
}
