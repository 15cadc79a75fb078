package io.tidemark.core;

/**
 * What is stored of a namespace.
 *
 * @param number internal, never reused
 * @param generation grows with every change, starting at 1
 * @param reserved whether anything was ever reserved: then the rule's printing fields are frozen
 * @param deleted whether this is a tombstone
 * @param changeNonce nonce of the last change, so that its retry is recognised
 * @param changeIncarnation incarnation of the last change
 * @param changedMillis replicated time of the last change
 */
public record NamespaceRecord(
    TenantId tenant,
    NamespaceName name,
    long number,
    long generation,
    NamespaceRule rule,
    boolean reserved,
    boolean deleted,
    long changeNonce,
    IncarnationNumber changeIncarnation,
    long changedMillis) {

  /**
   * Whether what decides printed IDs can never change: all kinds but sequences issue without asking
   * first.
   */
  public boolean isFrozen() {
    return reserved || rule.kind() != Kind.SEQUENCE;
  }

  /** The key of the record. */
  public NamespaceKey key() {
    return new NamespaceKey(tenant, name);
  }

  NamespaceRecord withReserved() {
    return reserved
        ? this
        : new NamespaceRecord(
            tenant,
            name,
            number,
            generation,
            rule,
            true,
            deleted,
            changeNonce,
            changeIncarnation,
            changedMillis);
  }
}
