package io.tidemark.node;

import io.tidemark.core.Store;
import io.tidemark.replica.StoreFactory;
import io.tidemark.store.LmdbStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens live stores, and knows how full the map of the latest one is. */
final class LiveMap implements StoreFactory {

  private final long bytesMax;
  private volatile @Nullable LmdbStore latest;

  /**
   * @param bytesMax address space for each store; the file grows only as it is filled
   */
  LiveMap(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public Store openEmpty(Path directory) {
    LmdbStore opened = LmdbStore.openEmpty(directory, bytesMax);
    latest = opened;
    return opened;
  }

  long bytesMax() {
    return bytesMax;
  }

  /** How much of the map is in use; -1 if no store is open. */
  long usedBytes() {
    LmdbStore store = latest;
    try {
      return store == null ? -1 : store.mapUsedBytes();
    } catch (IllegalStateException e) {
      return -1; // It was closed, and another one opens, or none.
    }
  }
}
