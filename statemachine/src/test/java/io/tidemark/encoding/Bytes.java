package io.tidemark.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Damage done to bytes on purpose. */
final class Bytes {

  private Bytes() {}

  /** Replaces the first place where the text stands by another of the same length. */
  static byte[] replaceText(byte[] bytes, String text, String other) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(text);
    if (at < 0 || text.length() != other.length()) {
      throw new IllegalArgumentException("no such text: " + text);
    }
    return (all.substring(0, at) + other + all.substring(at + text.length()))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Changes, cuts off or appends some bytes, as the seed says. */
  static byte[] damage(byte[] bytes, long seed) {
    Random random = new Random(seed);
    byte[] damaged =
        Arrays.copyOf(
            bytes, random.nextInt(3) == 0 ? random.nextInt(bytes.length + 20) : bytes.length);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && damaged.length > 0; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }
}
