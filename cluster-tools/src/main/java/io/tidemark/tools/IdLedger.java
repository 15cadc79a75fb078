package io.tidemark.tools;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers which IDs were received: 128 bits of the SHA-256 of each, so that two different ones
 * are never taken for the same. Safe for use by many threads.
 */
final class IdLedger {
  private static final int STRIPES = 64;
  private static final int STRIPE_BITS = 6;
  private static final int CAPACITY_MIN = 1 << 8;

  private final long idsMax;
  private final AtomicLong ids = new AtomicLong();
  private final Stripe[] stripes = new Stripe[STRIPES];

  /** What became of an ID. */
  enum Entry {
    NEW,
    REPEATED,
    /** Not looked up: as many as allowed are remembered already. */
    FULL
  }

  /**
   * @param idsMax how many are remembered; each takes up to 64 bytes
   */
  IdLedger(long idsMax) {
    this.idsMax = idsMax;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  Entry add(String id) {
    ByteBuffer hash = ByteBuffer.wrap(sha256().digest(id.getBytes(StandardCharsets.UTF_8)));
    long high = hash.getLong();
    long low = hash.getLong() | 1; // Never zero, which marks a free slot.
    if (ids.incrementAndGet() > idsMax) {
      ids.decrementAndGet();
      return Entry.FULL;
    }
    if (stripes[(int) (high >>> (Long.SIZE - STRIPE_BITS))].add(high, low)) {
      return Entry.NEW;
    }
    ids.decrementAndGet();
    return Entry.REPEATED;
  }

  /** How many different ones were received. */
  long size() {
    return ids.get();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Open addressing, half full at most. */
  private static final class Stripe {
    private long[] slots = new long[2 * CAPACITY_MIN];
    private int size;

    synchronized boolean add(long high, long low) {
      if (2 * (size + 1) > slots.length / 2) {
        grow();
      }
      boolean added = put(slots, high, low);
      size += added ? 1 : 0;
      return added;
    }

    private void grow() {
      long[] larger = new long[2 * slots.length];
      for (int i = 0; i < slots.length; i += 2) {
        if (slots[i + 1] != 0) {
          put(larger, slots[i], slots[i + 1]);
        }
      }
      slots = larger;
    }

    private static boolean put(long[] slots, long high, long low) {
      int mask = slots.length / 2 - 1;
      int at = (int) (low >>> 1) & mask;
      while (slots[2 * at + 1] != 0) {
        if (slots[2 * at] == high && slots[2 * at + 1] == low) {
          return false;
        }
        at = (at + 1) & mask;
      }
      slots[2 * at] = high;
      slots[2 * at + 1] = low;
      return true;
    }
  }
}
