package io.tidemark.tools.process;

/**
 * Millions of 128-bit IDs in two arrays of longs: open addressing, linear probing. Safe for use by
 * many threads.
 */
final class IdSet {
  private long[] high;
  private long[] low;
  private boolean[] used;
  private int size;

  IdSet() {
    high = new long[1 << 16];
    low = new long[1 << 16];
    used = new boolean[1 << 16];
  }

  /** Returns whether the ID was not there yet. */
  synchronized boolean add(long highBits, long lowBits) {
    if (size * 4L > used.length * 3L) {
      grow();
    }
    return insert(highBits, lowBits);
  }

  synchronized int size() {
    return size;
  }

  /** The largest of the low halves; -1 if there is none. */
  synchronized long largestLow() {
    long largest = -1;
    for (int i = 0; i < used.length; i++) {
      if (used[i]) {
        largest = Math.max(largest, low[i]);
      }
    }
    return largest;
  }

  private boolean insert(long highBits, long lowBits) {
    int mask = used.length - 1;
    int slot = (int) (mix(highBits * 31 + lowBits) & mask);
    while (used[slot]) {
      if (high[slot] == highBits && low[slot] == lowBits) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    used[slot] = true;
    high[slot] = highBits;
    low[slot] = lowBits;
    size++;
    return true;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    boolean[] oldUsed = used;
    high = new long[oldUsed.length * 2];
    low = new long[oldUsed.length * 2];
    used = new boolean[oldUsed.length * 2];
    size = 0;
    for (int i = 0; i < oldUsed.length; i++) {
      if (oldUsed[i]) {
        insert(oldHigh[i], oldLow[i]);
      }
    }
  }
}
