package io.tidemark.node.log;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A wall clock that stands still until it is stepped, forward or back. */
public final class TestingClock implements InstantSource {

  /** What a new clock says: 2026-01-01T00:00:00Z. */
  public static final long START_MILLIS = 1_767_225_600_000L;

  private final AtomicLong now = new AtomicLong(START_MILLIS);

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now.get());
  }

  @Override
  public long millis() {
    return now.get();
  }

  /** Moves the clock; back if negative. */
  public void stepMillis(long millis) {
    now.addAndGet(millis);
  }
}
