package io.tidemark.tools;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * One measurement. Every connection is a virtual thread that sends a call when the schedule says so
 * and waits for its answer. At a rate, latency counts from the time when a call should have been
 * sent: a connection that waits for a slow answer makes the calls after it late, and that time is
 * in the result (no coordinated omission). Nothing is sent twice.
 */
final class BenchRun {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final long REFUSED_PAUSE_NANOS = 10_000_000;
  private static final long PROGRESS_MILLIS = 1_000;

  private final BenchPlan plan;
  private final LongSupplier nanos;
  private final Consumer<String> progress;
  private final BenchTally tally;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = client(threads); // It takes its time, so before time counts.
  private final BenchSchedule schedule;
  private final long measuredFrom;
  private volatile boolean full;

  /**
   * A measurement that begins now.
   *
   * @param progress gets a line a second
   */
  BenchRun(BenchPlan plan, LongSupplier nanos, Consumer<String> progress) {
    this.plan = plan;
    this.nanos = nanos;
    this.progress = progress;
    this.tally = new BenchTally(new IdLedger(plan.idsMax()));
    this.schedule =
        new BenchSchedule(nanos, plan.warmUp().plus(plan.duration()).toNanos(), plan.rate());
    this.measuredFrom = schedule.startNanos() + plan.warmUp().toNanos();
  }

  BenchTally tally() {
    return tally;
  }

  /** Whether it ended because no more IDs could be checked. */
  boolean isFull() {
    return full;
  }

  /** Measures, once; returns how many nanoseconds were measured. */
  long run() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(plan.connections());
    try (threads;
        http) {
      for (HttpRequest request : requests()) {
        threads.execute(
            () -> {
              try {
                connection(request);
              } finally {
                running.countDown();
              }
            });
      }
      long last = nanos.getAsLong();
      while (!running.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
        last = tell(last);
      }
    }
    long end = nanos.getAsLong();
    tally.takeInterval();
    return Math.max(0, end - measuredFrom);
  }

  private static HttpClient client(ExecutorService threads) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_MAX)
        .executor(threads)
        .build();
  }

  /** One for each connection. */
  private List<HttpRequest> requests() {
    List<HttpRequest> requests = new ArrayList<>();
    for (int i = 0; i < plan.connections(); i++) {
      Endpoint endpoint = plan.endpoints().get(i % plan.endpoints().size());
      requests.add(
          HttpRequest.newBuilder(endpoint.base().resolve("/generate"))
              .timeout(ANSWER_MAX)
              .header("Accept", "text/plain")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(plan.body()))
              .build());
    }
    return requests;
  }

  private void connection(HttpRequest request) {
    for (long at = schedule.nextNanos();
        at != BenchSchedule.END && !full;
        at = schedule.nextNanos()) {
      for (long left = at - nanos.getAsLong(); left > 0; left = at - nanos.getAsLong()) {
        LockSupport.parkNanos(left);
      }
      try {
        take(http.send(request, BodyHandlers.ofString()), at);
      } catch (HttpTimeoutException e) {
        tally.failed("timeout");
      } catch (ConnectException e) {
        tally.failed("not connected");
        LockSupport.parkNanos(REFUSED_PAUSE_NANOS);
      } catch (IOException e) {
        tally.failed("broken connection");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void take(HttpResponse<String> answer, long at) {
    long done = nanos.getAsLong();
    if (answer.statusCode() != 200) {
      tally.failed("status " + answer.statusCode());
      return;
    }
    int count = 0;
    for (String id : answer.body().lines().toList()) {
      count++;
      if (!tally.check(id)) {
        full = true;
        return;
      }
    }
    if (count != plan.count()) {
      tally.failed("%d IDs instead of %d".formatted(count, plan.count()));
    } else if (at >= measuredFrom) {
      tally.answered(done - at, count);
    }
  }

  private long tell(long lastNanos) {
    long now = nanos.getAsLong();
    long seconds = (now - schedule.startNanos()) / 1_000_000_000;
    Histogram interval = tally.takeInterval();
    progress.accept(
        now < measuredFrom
            ? "%d s: warming up, %d IDs, %d failed"
                .formatted(seconds, tally.checked(), tally.failed())
            : "%d s: %.0f calls/s, p99 %.1f ms, %d IDs, %d repeated, %d failed"
                .formatted(
                    seconds,
                    interval.getTotalCount() * 1e9 / (now - lastNanos),
                    interval.getValueAtPercentile(99) / 1e3,
                    tally.checked(),
                    tally.repeated(),
                    tally.failed()));
    return now;
  }
}
