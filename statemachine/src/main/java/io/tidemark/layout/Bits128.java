package io.tidemark.layout;

/**
 * A 128-bit ID as its two halves, ordered as an unsigned number: the order of its bytes and of its
 * canonical text. ({@link java.util.UUID#compareTo} compares signed halves, which is another
 * order.)
 *
 * @param most the 64 most significant bits
 * @param least the 64 least significant bits
 */
public record Bits128(long most, long least) implements Comparable<Bits128> {

  @Override
  public int compareTo(Bits128 other) {
    int byMost = Long.compareUnsigned(most, other.most);
    return byMost != 0 ? byMost : Long.compareUnsigned(least, other.least);
  }
}
