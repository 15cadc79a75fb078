package io.tidemark.tools;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The demo from the first process to the last. The main thread owns all state; signals and the ends
 * of processes reach it through a queue.
 */
final class DemoRun {
  private static final long READY_MILLIS_MAX = 120_000;
  private static final long POLL_MILLIS = 250;
  private static final long GRACEFUL_MILLIS_MAX = 12_000;
  private static final long FORCED_MILLIS_MAX = 5_000;

  private sealed interface Event {
    /** A node's process ended. */
    record Ended(DemoNode node, int exitCode) implements Event {}

    /** Ctrl-C or SIGTERM. */
    record StopAsked() implements Event {}
  }

  private final List<DemoNode> nodes;
  private final DemoLauncher launcher;
  private final DemoScreen screen;
  private final LongSupplier nanos;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Map<DemoNode, Process> processes = new LinkedHashMap<>();

  /**
   * @param nanos elapsed time
   */
  DemoRun(List<DemoNode> nodes, DemoLauncher launcher, DemoScreen screen, LongSupplier nanos) {
    this.nodes = List.copyOf(nodes);
    this.launcher = launcher;
    this.screen = screen;
    this.nanos = nanos;
  }

  /**
   * Runs until it is asked to stop, or until no node is left. Returns once every process has ended.
   *
   * @param directory closed once all is well and over
   */
  ExitCode run(DemoDirectory directory) throws IOException, InterruptedException {
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook = new Thread(() -> onShutdown(finished), "tidemark-demo-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    ExitCode result = ExitCode.FAILED;
    try {
      screen.say("starting %d nodes in %s".formatted(nodes.size(), directory.path()));
      for (DemoNode node : nodes) {
        start(node);
      }
      result = awaitReady() ? watch() : ExitCode.FAILED;
      return result;
    } finally {
      stopAll();
      if (result == ExitCode.OK) {
        directory.close();
      } else {
        screen.say("the files of the nodes are kept in " + directory.path());
      }
      finished.countDown();
    }
  }

  /** Exits 0 after a signal: to end the demo is not a failure. */
  private void onShutdown(CountDownLatch finished) {
    if (finished.getCount() == 0) {
      return;
    }
    events.add(new Event.StopAsked());
    try {
      if (finished.await(GRACEFUL_MILLIS_MAX + 2 * FORCED_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(ExitCode.OK.code());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(DemoNode node) throws IOException {
    Process process = launcher.start(node);
    processes.put(node, process);
    Thread.ofVirtual().name("tidemark-demo-" + node.name()).start(() -> reportEnd(node, process));
  }

  private void reportEnd(DemoNode node, Process process) {
    try {
      events.add(new Event.Ended(node, process.waitFor()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether all nodes became ready; if not, a node has died, or it took too long. */
  private boolean awaitReady() throws InterruptedException {
    long started = nanos.getAsLong();
    Set<DemoNode> waiting = new LinkedHashSet<>(nodes);
    while (!waiting.isEmpty()) {
      Event event = events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      if (event instanceof Event.Ended(DemoNode node, int exitCode)) {
        screen.showEnded(node, exitCode, 0);
        return false;
      }
      if (event != null) {
        events.add(event);
        return true;
      }
      long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - started);
      for (DemoNode node : List.copyOf(waiting)) {
        if (isReady(node)) {
          waiting.remove(node);
          screen.say("%s is ready after %.1f s".formatted(node.name(), elapsedMillis / 1_000.0));
        }
      }
      if (elapsedMillis > READY_MILLIS_MAX) {
        waiting.forEach(
            node ->
                screen.say(
                    "%s was not ready within %d s; see %s"
                        .formatted(node.name(), READY_MILLIS_MAX / 1_000, node.log())));
        return false;
      }
    }
    Map<DemoNode, Long> pids = new LinkedHashMap<>();
    processes.forEach((node, process) -> pids.put(node, process.pid()));
    screen.showCluster(pids);
    return true;
  }

  private static boolean isReady(DemoNode node) {
    return new ApiClient(List.of(node.endpoint())).call(ApiCall.get("/health/readiness"))
            instanceof ApiResult.Answered answered
        && answered.succeeded();
  }

  private ExitCode watch() throws InterruptedException {
    int running = nodes.size();
    while (running > 0) {
      switch (events.take()) {
        case Event.StopAsked() -> {
          screen.say("stopping");
          return ExitCode.OK;
        }
        case Event.Ended(DemoNode node, int exitCode) -> {
          running--;
          if (!stopIsNext()) {
            screen.showEnded(node, exitCode, running);
          }
        }
      }
    }
    screen.say("no node is left");
    return ExitCode.FAILED;
  }

  /** Ctrl-C reaches the nodes, too, and one may have been faster than we. */
  private boolean stopIsNext() throws InterruptedException {
    Event next = events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    if (next != null) {
      events.add(next);
    }
    return events.stream().anyMatch(event -> event instanceof Event.StopAsked);
  }

  /** Gracefully first. By handle: {@code Process.destroy} also closes the pipe, which kills. */
  private void stopAll() throws InterruptedException {
    List<Process> alive = processes.values().stream().filter(Process::isAlive).toList();
    alive.forEach(process -> process.toHandle().destroy());
    long deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(GRACEFUL_MILLIS_MAX);
    for (Process process : alive) {
      long left = Math.max(0, deadline - nanos.getAsLong());
      if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
        screen.say("%s did not stop in time; killed".formatted(nameOf(process)));
        process.toHandle().destroyForcibly();
        process.waitFor(FORCED_MILLIS_MAX, TimeUnit.MILLISECONDS);
      }
    }
  }

  private String nameOf(Process process) {
    return processes.entrySet().stream()
        .filter(entry -> entry.getValue().equals(process))
        .map(entry -> entry.getKey().name())
        .findFirst()
        .orElseThrow();
  }
}
