package io.tidemark.node.issue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Random bits from the operating system, drawn a buffer at a time. A few buffers, each behind its
 * own lock, so that threads seldom meet and virtual threads need no buffer of their own.
 */
public final class SecureRandomBits implements RandomBits {

  private static final int STRIPES = 8;
  private static final int BUFFER_BYTES = 4_096;

  private final SecureRandom source = new SecureRandom();
  private final Stripe[] stripes = new Stripe[STRIPES];

  public SecureRandomBits() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  @Override
  public long next() {
    return stripes[(int) (Thread.currentThread().threadId() & (STRIPES - 1))].next();
  }

  private final class Stripe {
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).position(BUFFER_BYTES);

    long next() {
      lock.lock();
      try {
        if (!buffer.hasRemaining()) {
          source.nextBytes(bytes);
          buffer.clear();
        }
        return buffer.getLong();
      } finally {
        lock.unlock();
      }
    }
  }
}
