package io.tidemark.simulation;

import java.util.PriorityQueue;

/** Virtual time. Events run one at a time, in order of their time, then of their scheduling. */
final class Scheduler {

  private record Event(long atMillis, long order, Runnable action) implements Comparable<Event> {

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowMillis;
  private long scheduled;

  Scheduler(long startMillis) {
    this.nowMillis = startMillis;
  }

  /** True time, which no simulated machine knows exactly. Unix time. */
  long nowMillis() {
    return nowMillis;
  }

  void after(long delayMillis, Runnable action) {
    events.add(new Event(nowMillis + delayMillis, scheduled++, action));
  }

  /** Runs every event up to and including the given time, and moves the time there. */
  void runUntil(long untilMillis) {
    for (Event next = events.peek();
        next != null && next.atMillis() <= untilMillis;
        next = events.peek()) {
      events.remove();
      nowMillis = next.atMillis();
      next.action().run();
    }
    nowMillis = untilMillis;
  }
}
