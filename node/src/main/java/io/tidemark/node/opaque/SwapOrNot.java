package io.tidemark.node.opaque;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The swap-or-not shuffle (Hoang, Morris and Rogaway, CRYPTO 2012) of any number of cards. In each
 * round a card's partner is the one at {@code K - x mod N}; both stay or swap by one pseudorandom
 * bit of the pair. A round so is its own inverse, and the whole a bijection whatever the bits are.
 *
 * <p>The round's numbers and bits are AES of (round, card), under a key that depends on the tweak.
 */
final class SwapOrNot implements Permutation {

  /** Far more than mix so few cards. Frozen: another number is another permutation. */
  private static final int ROUNDS = 256;

  private static final int BLOCK_BYTES = 16;
  private static final int AES_KEY_BYTES = 16;

  private final int cards;
  private final Cipher aes;
  private final int[] partnerSums = new int[ROUNDS];

  SwapOrNot(byte[] key, byte[] tweak, int cards) {
    this.cards = cards;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(key);
      byte[] tweaked = digest.digest(tweak);
      this.aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(tweaked, 0, AES_KEY_BYTES, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES or SHA-256", e);
    }
    for (int round = 0; round < ROUNDS; round++) {
      partnerSums[round] = (int) Long.remainderUnsigned(random(round, -1), cards);
    }
  }

  @Override
  public long apply(long number) {
    int card = checked(number);
    for (int round = 0; round < ROUNDS; round++) {
      card = moved(round, card);
    }
    return card;
  }

  @Override
  public long invert(long image) {
    int card = checked(image);
    for (int round = ROUNDS - 1; round >= 0; round--) {
      card = moved(round, card);
    }
    return card;
  }

  private int moved(int round, int card) {
    int partner = Math.floorMod(partnerSums[round] - card, cards);
    return (random(round, Math.max(card, partner)) & 1) == 0 ? card : partner;
  }

  private int checked(long number) {
    if (number < 0 || number >= cards) {
      throw new IllegalArgumentException("%d is not below %d".formatted(number, cards));
    }
    return (int) number;
  }

  private long random(int round, int card) {
    byte[] block = ByteBuffer.allocate(BLOCK_BYTES).putInt(round).putInt(card).array();
    try {
      return ByteBuffer.wrap(aes.doFinal(block)).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused a block", e);
    }
  }
}
