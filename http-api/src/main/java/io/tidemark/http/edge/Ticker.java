package io.tidemark.http.edge;

/** Elapsed time. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since some moment; never goes back. */
  long nanos();
}
