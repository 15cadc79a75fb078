package io.tidemark.core;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Port: where the replicated state lives.
 *
 * <ol>
 *   <li>Atomic: a write transaction takes effect whole or, if its function throws, not at all.
 *   <li>Isolated: a view sees one committed moment, whatever is written meanwhile; writers run one
 *       at a time.
 *   <li>Not durable: the store is a cache of snapshot and log, and is rebuilt from them at every
 *       start.
 * </ol>
 *
 * <p>Safe for use by many threads. A view, its tables and a write transaction must not leave the
 * function they were given to.
 */
public interface Store extends AutoCloseable {

  /** Runs a query on the last committed moment. Never blocks behind a writer. */
  <R> R read(Function<? super View, R> query);

  /** Runs a change as one transaction. An exception of the function aborts it and is passed on. */
  <R> R write(Function<? super Tables, R> change);

  /** Runs a change as one transaction. */
  default void writeOnly(Consumer<? super Tables> change) {
    write(
        tables -> {
          change.accept(tables);
          return true;
        });
  }

  /**
   * Releases the store. Waits for running transactions; later ones fail with {@link
   * IllegalStateException}.
   */
  @Override
  void close();
}
