package io.tidemark.core;

/** The name of a member of the cluster, such as {@code n1}. */
public record NodeName(String value) implements Comparable<NodeName> {

  /**
   * @param value 1 to 63 characters of {@code [a-z0-9._-]}, the first a letter or a digit
   * @throws IllegalArgumentException otherwise
   */
  public NodeName {
    Names.require("node", value);
  }

  /** Whether a text can be a node's name. */
  public static boolean isValid(String text) {
    return Names.isName(text);
  }

  @Override
  public int compareTo(NodeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
