package io.tidemark.core;

import java.util.Comparator;

/**
 * Key of a number line: tenant, the namespace's never-reused number, period label.
 *
 * @param namespaceNumber at least 1
 */
public record LineKey(TenantId tenant, long namespaceNumber, PeriodLabel label)
    implements Comparable<LineKey> {

  private static final Comparator<LineKey> ORDER =
      Comparator.comparing(LineKey::tenant)
          .thenComparingLong(LineKey::namespaceNumber)
          .thenComparing(LineKey::label);

  public LineKey {
    if (namespaceNumber < 1) {
      throw new IllegalArgumentException(
          "namespace number %d is not positive".formatted(namespaceNumber));
    }
  }

  @Override
  public int compareTo(LineKey other) {
    return ORDER.compare(this, other);
  }
}
