package io.tidemark.node;

import io.tidemark.core.View;
import java.util.function.Function;

/** Port: the replicated state as this node has applied it. Safe for use by many threads. */
public interface StateReader {

  /** Runs a query on the last applied moment. */
  <R> R read(Function<? super View, R> query);
}
