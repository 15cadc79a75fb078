package io.tidemark.node.member;

import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.Store;
import io.tidemark.core.Tables;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.store.MemoryStore;
import java.util.function.Function;

/** A store with a bug: it can't take a certain namespace, on any replica, at any replay. */
final class PoisonedStore implements Store {

  static final NamespaceName POISON = new NamespaceName("poison");

  private final Store store = new MemoryStore();

  @Override
  public <R> R read(Function<? super View, R> query) {
    return store.read(query);
  }

  @Override
  public <R> R write(Function<? super Tables, R> change) {
    return store.write(
        tables -> {
          R result = change.apply(tables);
          if (tables.namespaces().get(new NamespaceKey(TenantId.DEFAULT, POISON)) != null) {
            throw new IllegalStateException("a bug");
          }
          return result;
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
