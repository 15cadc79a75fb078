package io.tidemark.node.issue;

import io.tidemark.core.Kind;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics that a test can read. */
public final class CountedMetrics implements IssuingMetrics {

  final AtomicLong issued = new AtomicLong();
  final AtomicLong granted = new AtomicLong();
  final AtomicLong failed = new AtomicLong();
  final AtomicLong clockRefusals = new AtomicLong();
  final AtomicLong waits = new AtomicLong();

  @Override
  public void issued(Kind kind, int count) {
    issued.addAndGet(count);
  }

  @Override
  public void replenished(Kind kind, long nanos, boolean committed) {
    (committed ? granted : failed).incrementAndGet();
  }

  @Override
  public void clockRefused(Kind kind) {
    clockRefusals.incrementAndGet();
  }

  @Override
  public void waited(Kind kind, long nanos) {
    waits.incrementAndGet();
  }
}
