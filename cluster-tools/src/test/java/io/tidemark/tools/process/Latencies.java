package io.tidemark.tools.process;

import java.util.Arrays;

/** Response times in nanoseconds. Safe for use by many threads. */
final class Latencies {
  private long[] nanos = new long[1 << 12];
  private int size;

  synchronized void add(long value) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = value;
  }

  synchronized int count() {
    return size;
  }

  /**
   * The smallest time that so large a share of the answers did not exceed; 0 without answers.
   *
   * @param share such as 0.999
   */
  synchronized double millisAt(double share) {
    if (size == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(size - 1, Math.ceil(share * size) - 1)] / 1e6;
  }
}
