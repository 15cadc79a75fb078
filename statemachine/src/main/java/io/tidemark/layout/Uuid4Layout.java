package io.tidemark.layout;

/**
 * The bits of a {@code uuid4}: RFC 9562 section 5.4, 122 random bits. The one kind that is unique
 * by probability only; the random numbers must come from a cryptographic source.
 */
public final class Uuid4Layout {

  private Uuid4Layout() {}

  /** The 64 most significant bits: 60 of the given random bits and version 4. */
  public static long most(long random) {
    return (random & ~0xF000L) | 0x4000L;
  }

  /** The 64 least significant bits: 62 of the given random bits and the variant. */
  public static long least(long random) {
    return (random & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
  }
}
