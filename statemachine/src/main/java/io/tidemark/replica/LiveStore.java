package io.tidemark.replica;

import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store that is read and written now. A snapshot's installation puts another one in its place.
 *
 * <ol>
 *   <li>A reader sees one store from beginning to end; that store is closed only after its last
 *       reader has left it.
 *   <li>Only the thread that applies writes and replaces.
 *   <li>Nothing that an earlier process left in the directory is ever opened.
 * </ol>
 */
final class LiveStore {

  private static final Logger LOG = LoggerFactory.getLogger(LiveStore.class);

  private final Path directory;
  private final StoreFactory stores;
  private volatile @Nullable Lease current;
  private int opened;

  LiveStore(Path directory, StoreFactory stores) {
    this.directory = directory;
    this.stores = stores;
  }

  /** Deletes what an earlier process left. */
  void clear() throws IOException {
    DurableFiles.deleteTree(directory);
    Files.createDirectories(directory);
  }

  /** Fills a new store and puts it in place; if that fails, the old one stays. */
  void replace(Consumer<? super Store> fill) throws IOException {
    Path home = Files.createDirectory(directory.resolve(Integer.toString(++opened)));
    Store store = stores.openEmpty(home);
    boolean filled = false;
    try {
      fill.accept(store);
      filled = true;
    } finally {
      if (!filled) {
        store.close();
      }
    }
    Lease old = current;
    current = new Lease(store, home);
    if (old != null) {
      old.release();
    }
  }

  /**
   * Runs a query on the last committed moment, on any thread.
   *
   * @throws IllegalStateException before the start and after the close
   */
  <R> R read(Function<? super View, R> query) {
    Lease lease = lease();
    try {
      return lease.store.read(query);
    } finally {
      lease.release();
    }
  }

  <R> R write(Function<? super Tables, R> change) {
    Lease lease = lease();
    try {
      return lease.store.write(change);
    } finally {
      lease.release();
    }
  }

  /** Closes the store once its last reader has left it. Does not wait. */
  void close() {
    Lease old = current;
    current = null;
    if (old != null) {
      old.release();
    }
  }

  private Lease lease() {
    while (true) {
      Lease lease = current;
      if (lease == null) {
        throw new IllegalStateException("the replica is not running");
      }
      if (lease.tryAcquire()) {
        return lease;
      }
    }
  }

  /** A store with the count of its users; the first user is its being current. */
  private static final class Lease {

    private final Store store;
    private final Path home;
    private final AtomicInteger users = new AtomicInteger(1);

    Lease(Store store, Path home) {
      this.store = store;
      this.home = home;
    }

    boolean tryAcquire() {
      return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
    }

    void release() {
      if (users.decrementAndGet() > 0) {
        return;
      }
      store.close();
      try {
        DurableFiles.deleteTree(home);
      } catch (IOException e) {
        LOG.warn("{} can't be deleted; the next start deletes it", home, e);
      }
    }
  }
}
