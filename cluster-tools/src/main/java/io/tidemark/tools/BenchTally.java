package io.tidemark.tools;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What a measurement counts. Safe for use by many threads; {@link #takeInterval} for one. */
final class BenchTally {
  private static final long LATENCY_MICROS_MAX = TimeUnit.HOURS.toMicros(1);
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final int REPEATED_KEPT_MAX = 10;

  private final IdLedger ledger;
  private final Recorder recorder = new Recorder(LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS);
  private final Histogram latencies = new Histogram(LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS);
  private final LongAdder answered = new LongAdder();
  private final LongAdder ids = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final Queue<String> repeatedKept = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  BenchTally(IdLedger ledger) {
    this.ledger = ledger;
  }

  /** Counts an answer, after its warm-up. */
  void answered(long latencyNanos, int idCount) {
    recorder.recordValue(Math.min(LATENCY_MICROS_MAX, Math.max(0, latencyNanos / 1_000)));
    answered.increment();
    ids.add(idCount);
  }

  /**
   * Checks an ID, also during the warm-up.
   *
   * @return false if no more can be checked
   */
  boolean check(String id) {
    return switch (ledger.add(id)) {
      case NEW -> true;
      case FULL -> false;
      case REPEATED -> {
        repeated.increment();
        if (repeatedKept.size() < REPEATED_KEPT_MAX) {
          repeatedKept.add(id);
        }
        yield true;
      }
    };
  }

  /** Counts a call that did not yield what was asked for, also during the warm-up. */
  void failed(String why) {
    failures.computeIfAbsent(why, first -> new LongAdder()).increment();
  }

  /** The latencies since the last time, which count for all from now on. */
  Histogram takeInterval() {
    Histogram interval = recorder.getIntervalHistogram();
    latencies.add(interval);
    return interval;
  }

  /** In microseconds; what was not taken yet is not in it. */
  Histogram latencies() {
    return latencies;
  }

  long answered() {
    return answered.sum();
  }

  long ids() {
    return ids.sum();
  }

  long checked() {
    return ledger.size();
  }

  long repeated() {
    return repeated.sum();
  }

  /** The first of them. */
  Queue<String> repeatedKept() {
    return repeatedKept;
  }

  /** By status or by what went wrong. */
  Map<String, Long> failures() {
    Map<String, Long> sums = new TreeMap<>();
    failures.forEach((why, count) -> sums.put(why, count.sum()));
    return sums;
  }

  long failed() {
    return failures().values().stream().mapToLong(Long::longValue).sum();
  }
}
