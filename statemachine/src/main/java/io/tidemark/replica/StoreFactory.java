package io.tidemark.replica;

import io.tidemark.core.Store;
import java.nio.file.Path;

/** Port: makes the store that the live state is kept in. */
@FunctionalInterface
public interface StoreFactory {

  /**
   * Opens a store that holds nothing.
   *
   * @param emptyDirectory exists, is empty, and is the store's alone; it is deleted some time after
   *     the store was closed
   * @throws RuntimeException if the store can't be opened
   */
  Store openEmpty(Path emptyDirectory);
}
