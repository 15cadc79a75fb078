package io.tidemark.core;

/** Who owns namespaces. Every stored key starts with one. */
public record TenantId(String value) implements Comparable<TenantId> {

  /** The tenant that exists from the start. */
  public static final TenantId DEFAULT = new TenantId("default");

  /**
   * @param value 1 to 63 characters of {@code [a-z0-9._-]}, the first a letter or a digit
   * @throws IllegalArgumentException otherwise
   */
  public TenantId {
    Names.require("tenant", value);
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
