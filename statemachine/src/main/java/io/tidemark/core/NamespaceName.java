package io.tidemark.core;

/** The name of an ID rule, unique within its tenant. */
public record NamespaceName(String value) implements Comparable<NamespaceName> {

  /** The namespace that exists from the start, of kind {@code uuid7}; it can't be deleted. */
  public static final NamespaceName DEFAULT = new NamespaceName("default");

  /**
   * @param value 1 to 63 characters of {@code [a-z0-9._-]}, the first a letter or a digit
   * @throws IllegalArgumentException otherwise
   */
  public NamespaceName {
    Names.require("namespace", value);
  }

  /** Whether the text is a well-formed namespace name. */
  public static boolean isValid(String text) {
    return Names.isName(text);
  }

  @Override
  public int compareTo(NamespaceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
