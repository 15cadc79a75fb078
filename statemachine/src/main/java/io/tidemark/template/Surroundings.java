package io.tidemark.template;

/** Port: what an ID shows beside period and value. Safe for use by many threads. */
public interface Surroundings {

  /** The name of the node that issues, at most {@link Template#NODE_LENGTH_MAX} characters. */
  String node();

  /** The cluster's life number. */
  long epoch();

  /** A random number from 0 to {@code bound}, exclusive. */
  int random(int bound);

  /**
   * The value's image under the line's permutation of the numbers from 0 to the template's {@link
   * Template#valueMax}.
   */
  long permuted(long value);
}
