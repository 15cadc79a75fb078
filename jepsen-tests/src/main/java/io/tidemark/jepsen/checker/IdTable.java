package io.tidemark.jepsen.checker;

import java.nio.charset.StandardCharsets;

/**
 * Hundreds of millions of texts by 128 bits of each: open addressing, linear probing, three
 * quarters full at most. Two different texts are taken for one with a probability of 2^-128 a pair,
 * and then reported, never missed.
 */
final class IdTable {
  private static final int NONE = -1;
  private static final long HIGH_SEED = 0x9E37_79B9_7F4A_7C15L;
  private static final long LOW_SEED = 0xC2B2_AE3D_27D4_EB4FL;

  private long[] high;
  private long[] low;
  private int[] notes;
  private int size;

  IdTable() {
    this(1 << 16);
  }

  private IdTable(int slots) {
    high = new long[slots];
    low = new long[slots];
    notes = new int[slots];
    java.util.Arrays.fill(notes, NONE);
  }

  /**
   * Adds a text.
   *
   * @param note not negative
   * @return the note of the same text that was added before, or -1 if it is new
   */
  int add(String text, int note) {
    if (size * 4L > notes.length * 3L) {
      grow();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return insert(hash(bytes, HIGH_SEED), hash(bytes, LOW_SEED), note);
  }

  int size() {
    return size;
  }

  private int insert(long highBits, long lowBits, int note) {
    int mask = notes.length - 1;
    int slot = (int) (highBits & mask);
    while (notes[slot] != NONE) {
      if (high[slot] == highBits && low[slot] == lowBits) {
        return notes[slot];
      }
      slot = (slot + 1) & mask;
    }
    high[slot] = highBits;
    low[slot] = lowBits;
    notes[slot] = note;
    size++;
    return NONE;
  }

  private void grow() {
    IdTable larger = new IdTable(notes.length * 2);
    for (int i = 0; i < notes.length; i++) {
      if (notes[i] != NONE) {
        larger.insert(high[i], low[i], notes[i]);
      }
    }
    high = larger.high;
    low = larger.low;
    notes = larger.notes;
  }

  /** FNV-1a from a seed, every step mixed, then the finalizer of SplitMix64. */
  private static long hash(byte[] bytes, long seed) {
    long hash = 0xCBF2_9CE4_8422_2325L ^ seed;
    for (byte b : bytes) {
      hash = (hash ^ b) * 0x100_0000_01B3L;
      hash ^= hash >>> 29;
    }
    long z = (hash ^ (hash >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
