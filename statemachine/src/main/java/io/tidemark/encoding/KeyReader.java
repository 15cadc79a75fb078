package io.tidemark.encoding;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Reads what {@link KeyWriter} writes. Used by one thread, for one key. */
final class KeyReader {

  private final byte[] bytes;
  private int position;

  private KeyReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key of the bytes, all of them.
   *
   * @param what names the key in messages
   * @throws MalformedEncodingException if the bytes are anything else
   */
  static <K> K decode(String what, byte[] bytes, Function<KeyReader, K> content) {
    KeyReader reader = new KeyReader(bytes);
    K key;
    try {
      key = content.apply(reader);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MalformedEncodingException(
          "%s is malformed: %s".formatted(what, e.getMessage()), e);
    }
    if (reader.position != bytes.length) {
      throw new MalformedEncodingException(what + " is malformed: more follows after its end");
    }
    return key;
  }

  String text() {
    int start = position;
    while (bytes[position] != 0) {
      position++;
    }
    return new String(bytes, start, position++ - start, StandardCharsets.US_ASCII);
  }

  /** The reserved, empty tenant. */
  KeyReader cluster() {
    String tenant = text();
    if (!tenant.isEmpty()) {
      throw new IllegalArgumentException("tenant '%s' where none can be".formatted(tenant));
    }
    return this;
  }

  long number(int width) {
    long number = 0;
    for (int i = 0; i < width; i++) {
      number = number << 8 | Byte.toUnsignedLong(bytes[position++]);
    }
    return number;
  }
}
