package io.tidemark.tools.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes reservations all the time, on the first of some nodes that answers, and measures the
 * longest time without one. Every ID in mode monotonic is a reservation that was proposed after the
 * ID was asked for.
 */
final class ReservationGaps implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final List<RealNode> nodes = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile long longestNanos;

  ReservationGaps(List<RealNode> nodes) {
    this.nodes.addAll(nodes);
    this.thread = Thread.ofVirtual().name("reservation-gaps").start(this::run);
  }

  /** Asks these nodes from now on. */
  void ask(List<RealNode> next) {
    nodes.addAll(next);
    nodes.retainAll(next);
  }

  private void run() {
    long last = System.nanoTime();
    while (!stopping) {
      if (reserves()) {
        long now = System.nanoTime();
        longestNanos = Math.max(longestNanos, now - last);
        last = now;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    longestNanos = Math.max(longestNanos, System.nanoTime() - last);
  }

  private boolean reserves() {
    for (RealNode node : nodes) {
      try {
        if (node.tryCall("POST", "/generate", Map.of(), IdKind.MONOTONIC.one()).ok()) {
          return true;
        }
      } catch (IOException e) {
        // The next node may answer; the time goes on.
      }
    }
    return false;
  }

  /** Ends, and tells the longest time between two reservations. */
  double longestMillis() {
    close();
    return longestNanos / 1e6;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
