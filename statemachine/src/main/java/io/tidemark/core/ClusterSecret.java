package io.tidemark.core;

import java.util.HexFormat;

/**
 * What the keys of opaque sequences are derived from. Drawn once in the life of a cluster, by the
 * proposer of its first registration, and kept by every snapshot and backup: under another secret
 * an opaque sequence could print an old string again. Never shown: {@link #toString} hides it.
 *
 * @param hex {@value #BYTES} random bytes
 */
public record ClusterSecret(String hex) {

  /** How many bytes there are. */
  public static final int BYTES = 32;

  /**
   * @throws IllegalArgumentException if the text is not {@value #BYTES} bytes in lower case
   */
  public ClusterSecret {
    if (hex.length() != 2 * BYTES
        || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new IllegalArgumentException("a cluster secret has %d bytes".formatted(BYTES));
    }
  }

  /** The secret of random bytes. */
  public static ClusterSecret of(byte[] bytes) {
    return new ClusterSecret(HexFormat.of().formatHex(bytes));
  }

  /** The bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return "ClusterSecret[hidden]";
  }
}
