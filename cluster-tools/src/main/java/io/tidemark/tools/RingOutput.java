package io.tidemark.tools;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the last bytes that were written. Safe for use by many threads. */
final class RingOutput extends OutputStream {
  private final byte[] ring;
  private long written;

  /**
   * @param bytesMax how many bytes are kept
   */
  RingOutput(int bytesMax) {
    this.ring = new byte[bytesMax];
  }

  @Override
  public synchronized void write(int value) {
    ring[(int) (written++ % ring.length)] = (byte) value;
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    int kept = Math.min(length, ring.length);
    written += length - kept;
    int at = (int) (written % ring.length);
    int first = Math.min(kept, ring.length - at);
    System.arraycopy(bytes, offset + length - kept, ring, at, first);
    System.arraycopy(bytes, offset + length - kept + first, ring, 0, kept - first);
    written += kept;
  }

  /** What is kept, as text; if the beginning is gone, from the first whole line on. */
  synchronized String text() {
    if (written <= ring.length) {
      return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
    }
    int start = (int) (written % ring.length);
    byte[] ordered = new byte[ring.length];
    System.arraycopy(ring, start, ordered, 0, ring.length - start);
    System.arraycopy(ring, 0, ordered, ring.length - start, start);
    int line = 0;
    while (line < ordered.length && ordered[line] != '\n') {
      line++;
    }
    int from = Math.min(line + 1, ordered.length);
    return new String(ordered, from, ordered.length - from, StandardCharsets.UTF_8);
  }
}
