package io.tidemark.core;

import java.util.Comparator;

/** Key of a namespace's record: tenant, then name. */
public record NamespaceKey(TenantId tenant, NamespaceName name)
    implements Comparable<NamespaceKey> {

  private static final Comparator<NamespaceKey> ORDER =
      Comparator.comparing(NamespaceKey::tenant).thenComparing(NamespaceKey::name);

  @Override
  public int compareTo(NamespaceKey other) {
    return ORDER.compare(this, other);
  }
}
