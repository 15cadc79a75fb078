package io.tidemark.node.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that moves only when told. */
public final class TestingTicker implements LongSupplier {

  // Close to the overflow, because a monotonic clock may be anywhere.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10_000_000_000L);

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  /** Lets time pass. */
  public void advanceMillis(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }
}
