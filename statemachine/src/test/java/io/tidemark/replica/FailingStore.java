package io.tidemark.replica;

import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.View;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store that fails or stalls on demand. */
final class FailingStore implements Store {

  private final Store store;
  private volatile @Nullable RuntimeException failure;
  private volatile CountDownLatch stall = new CountDownLatch(0);

  FailingStore(Store store) {
    this.store = store;
  }

  /** Every later write fails. */
  void failWith(RuntimeException exception) {
    failure = exception;
  }

  /** A snapshot that is begun waits until the latch is down. */
  void stallSnapshots(CountDownLatch latch) {
    stall = latch;
  }

  @Override
  public <R> R read(Function<? super View, R> query) {
    if (Thread.currentThread().getName().equals("tidemark-snapshot")) {
      awaitStall();
    }
    return store.read(query);
  }

  @Override
  public <R> R write(Function<? super Tables, R> change) {
    RuntimeException armed = failure;
    if (armed != null) {
      throw armed;
    }
    return store.write(change);
  }

  @Override
  public void close() {
    store.close();
  }

  private void awaitStall() {
    try {
      if (!stall.await(TestCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("stalled for too long");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
