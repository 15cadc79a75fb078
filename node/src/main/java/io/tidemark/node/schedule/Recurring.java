package io.tidemark.node.schedule;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that is run at intervals for as long as its scheduler lives. A scheduler by itself would
 * end it, without a word, at the first run that throws.
 */
public final class Recurring implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Recurring.class);

  private final String name;
  private final Runnable task;
  private boolean failing;

  private Recurring(String name, Runnable task) {
    this.name = name;
    this.task = task;
  }

  /**
   * Runs a task, the first time at once.
   *
   * @param name what it does, for the log
   * @param pauseMillis between the end of one run and the beginning of the next
   */
  public static void run(
      ScheduledExecutorService scheduler, String name, long pauseMillis, Runnable task) {
    var _ =
        scheduler.scheduleWithFixedDelay(
            new Recurring(name, task), 0, pauseMillis, TimeUnit.MILLISECONDS);
  }

  /** Says of failures in a row only the first. */
  @Override
  public void run() {
    try {
      task.run();
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing) {
        LOG.error("failed to {}; trying on", name, e);
      }
      failing = true;
    }
  }
}
