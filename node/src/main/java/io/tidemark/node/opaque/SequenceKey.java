package io.tidemark.node.opaque;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The key of one opaque sequence: HKDF-SHA256 (RFC 5869) of the cluster's secret, with tenant and
 * name of the namespace as its context. Each period's line has a permutation of its own, by its
 * label as the tweak. Frozen: under another key, an old string could be printed again.
 */
public final class SequenceKey {

  /** The smallest domain that NIST SP 800-38G rev. 1 allows FF1 for. */
  private static final long FF1_DOMAIN_MIN = 1_000_000;

  private static final String CONTEXT = "tidemark opaque sequence 1";
  private static final int KEY_BYTES = 32;

  private final byte[] key;

  /**
   * The key of a namespace.
   *
   * @param secret of the cluster
   */
  public SequenceKey(byte[] secret, String tenant, String namespace) {
    // Names have no NUL, so no two pairs make the same context.
    String context = CONTEXT + '\0' + tenant + '\0' + namespace;
    try {
      SecretKey derived =
          KDF.getInstance("HKDF-SHA256")
              .deriveKey(
                  "AES",
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret)
                      .thenExpand(context.getBytes(StandardCharsets.UTF_8), KEY_BYTES));
      this.key = derived.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HKDF-SHA256", e);
    }
  }

  /**
   * The permutation of a line: FF1 where its standard allows it, and otherwise, for fewer than a
   * million numbers, a swap-or-not shuffle.
   *
   * @param label of the period; empty for a line that never resets
   * @param radix 2 to 256
   * @param width how many digits; {@code radix^width} fits in 63 bits
   */
  public Permutation permutation(String label, int radix, int width) {
    long domain = 1;
    for (int i = 0; i < width; i++) {
      domain = Math.multiplyExact(domain, radix);
    }
    byte[] tweak = label.getBytes(StandardCharsets.US_ASCII);
    return domain >= FF1_DOMAIN_MIN
        ? new Ff1(key, tweak, radix, width)
        : new SwapOrNot(key, tweak, (int) domain);
  }

  @Override
  public String toString() {
    return "SequenceKey[hidden]";
  }
}
