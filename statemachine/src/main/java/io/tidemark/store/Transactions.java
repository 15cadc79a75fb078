package io.tidemark.store;

import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * When a transaction of a store may run.
 *
 * <ol>
 *   <li>Any number of readers, beside one writer.
 *   <li>None after {@link #close}, which waits for those that run.
 *   <li>No writer inside a writer: it would wait for itself.
 * </ol>
 */
final class Transactions {

  /** Held shared by every transaction, and alone by closing. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private final ReentrantLock writing = new ReentrantLock();

  /** Guarded by {@link #open}. */
  private boolean closed;

  <R> R reading(Supplier<R> transaction) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      return transaction.get();
    } finally {
      open.readLock().unlock();
    }
  }

  <R> R writing(Supplier<R> transaction) {
    if (writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a write transaction can't run inside another");
    }
    return reading(
        () -> {
          writing.lock();
          try {
            return transaction.get();
          } finally {
            writing.unlock();
          }
        });
  }

  /** Waits for running transactions; the first call releases. */
  void close(Runnable release) {
    if (open.getReadHoldCount() > 0) {
      throw new IllegalStateException("a store can't be closed by its own transaction");
    }
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        release.run();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
