package io.tidemark.tools;

import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.identity.StartRefusedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member from its start to the end of the process.
 *
 * <p>A signal starts the JVM's shutdown, whose exit code would be 143. So the shutdown hook waits
 * until the main thread has drained the member, and then halts with the code that we want. A signal
 * that comes while the member still starts ends the process at once: a member may die at any point.
 */
final class MemberRun {
  private static final Logger LOG = LoggerFactory.getLogger(MemberRun.class);
  private static final long DRAIN_SLACK_MILLIS_MAX = 500;

  private enum Phase {
    STARTING,
    RUNNING,
    REFUSED
  }

  private final IntConsumer halt;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile ExitCode result = ExitCode.FAILED;

  /**
   * @param halt ends the process at once with the given code
   */
  MemberRun(IntConsumer halt) {
    this.halt = halt;
  }

  /**
   * Starts a member, waits for a signal, drains.
   *
   * @throws StartRefusedException if the member must not run
   */
  ExitCode run(NodeConfig config, Member.Start start)
      throws StartRefusedException, InterruptedException {
    long drainMillisMax = config.limits().drainMillisMax();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> onShutdown(drainMillisMax), "tidemark-stop"));
    Member member;
    try {
      member = start.start(config);
    } catch (StartRefusedException e) {
      phase.set(Phase.REFUSED);
      throw e;
    }
    phase.set(Phase.RUNNING);
    stopAsked.await();
    LOG.info("stopping {}: draining for at most {} ms", config.name(), drainMillisMax);
    boolean inTime = member.drain();
    if (inTime) {
      LOG.info("stopped {}", config.name());
    } else {
      LOG.warn("{} could not drain in time; what it held is burned", config.name());
    }
    result = inTime ? ExitCode.OK : ExitCode.FAILED;
    drained.countDown();
    return result;
  }

  private void onShutdown(long drainMillisMax) {
    stopAsked.countDown();
    switch (phase.get()) {
      case REFUSED -> {
        // The process ends by itself, with the code of the refusal.
      }
      case STARTING -> halt.accept(ExitCode.OK.code());
      case RUNNING -> {
        awaitDrained(drainMillisMax + DRAIN_SLACK_MILLIS_MAX);
        halt.accept(result.code());
      }
    }
  }

  private void awaitDrained(long millisMax) {
    try {
      if (!drained.await(millisMax, TimeUnit.MILLISECONDS)) {
        LOG.warn("gave up draining after {} ms", millisMax);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
