package io.tidemark.node.opaque;

import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** FF1 of NIST SP 800-38G over AES, on the digits of a number, the most significant first. */
final class Ff1 implements Permutation {

  private final byte[] key;
  private final byte[] tweak;
  private final int radix;
  private final int width;

  Ff1(byte[] key, byte[] tweak, int radix, int width) {
    this.key = key;
    this.tweak = tweak;
    this.radix = radix;
    this.width = width;
  }

  @Override
  public long apply(long number) {
    return run(true, number);
  }

  @Override
  public long invert(long image) {
    return run(false, image);
  }

  private long run(boolean forward, long number) {
    byte[] digits = new byte[width];
    long rest = number;
    for (int i = width - 1; i >= 0; i--) {
      digits[i] = (byte) (rest % radix);
      rest /= radix;
    }
    if (number < 0 || rest != 0) {
      throw new IllegalArgumentException(
          "%d has not %d digits of base %d".formatted(number, width, radix));
    }
    long image = 0;
    for (byte digit : run(forward, key, tweak, radix, digits)) {
      image = image * radix + (digit & 0xff);
    }
    return image;
  }

  /** The standard's function on digits. */
  static byte[] run(boolean forward, byte[] key, byte[] tweak, int radix, byte[] digits) {
    FPEFF1Engine engine = new FPEFF1Engine();
    engine.init(forward, new FPEParameters(new KeyParameter(key), radix, tweak));
    byte[] image = new byte[digits.length];
    engine.processBlock(digits, 0, digits.length, image, 0);
    return image;
  }
}
