package io.tidemark.encoding;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes keys whose byte order, each byte unsigned, is the order of the values. Used by one thread,
 * for one key.
 */
final class KeyWriter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);

  /** ASCII text without NUL, then a NUL, so that a prefix sorts before what it begins. */
  KeyWriter text(String text) {
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    bytes.write(0);
    return this;
  }

  /** The reserved, empty tenant of tables that belong to the whole cluster. */
  KeyWriter cluster() {
    return text("");
  }

  /**
   * A number that is not negative, big-endian.
   *
   * @param width bytes
   */
  KeyWriter number(long number, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      bytes.write((int) (number >>> shift));
    }
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
