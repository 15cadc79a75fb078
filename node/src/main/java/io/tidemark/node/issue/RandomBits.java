package io.tidemark.node.issue;

/** Port: random numbers. Safe for use by many threads. */
@FunctionalInterface
public interface RandomBits {

  /** 64 random bits. */
  long next();
}
