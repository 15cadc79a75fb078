package io.tidemark.store;

import io.tidemark.core.Store;

final class MemoryStoreTest extends StoreConformance {

  @Override
  Store open() {
    return new MemoryStore();
  }
}
