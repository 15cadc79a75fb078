package io.tidemark.node;

import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler whose time passes only when told; tasks run on the thread that tells it. */
final class TestingScheduler extends ScheduledThreadPoolExecutor {

  private record Task(long atMillis, long order, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final class Pending extends CompletableFuture<Void>
      implements ScheduledFuture<Void> {
    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowMillis;
  private long order;

  TestingScheduler() {
    super(0);
  }

  /** Runs what becomes due, in order. */
  void passMillis(long millis) {
    long until = nowMillis + millis;
    while (!tasks.isEmpty() && tasks.peek().atMillis() <= until) {
      Task task = tasks.remove();
      nowMillis = task.atMillis();
      task.work().run();
    }
    nowMillis = until;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    tasks.add(new Task(nowMillis + unit.toMillis(delay), order++, command));
    return new Pending();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          command.run();
          var _ = scheduleWithFixedDelay(command, delay, delay, unit);
        },
        initialDelay,
        unit);
  }
}
