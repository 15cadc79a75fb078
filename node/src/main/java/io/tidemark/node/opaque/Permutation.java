package io.tidemark.node.opaque;

/** A keyed bijection of the numbers below a power of a radix. Used by one thread. */
public interface Permutation {

  /** The image of a number. */
  long apply(long number);

  /** The number that has this image. */
  long invert(long image);
}
