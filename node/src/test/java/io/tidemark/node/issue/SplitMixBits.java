package io.tidemark.node.issue;

import java.util.concurrent.atomic.AtomicLong;

/** Random bits that a seed determines (SplitMix64). */
public final class SplitMixBits implements RandomBits {

  private final AtomicLong state;

  public SplitMixBits(long seed) {
    state = new AtomicLong(seed);
  }

  @Override
  public long next() {
    long bits = state.addAndGet(0x9E37_79B9_7F4A_7C15L);
    bits = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return bits ^ (bits >>> 31);
  }
}
