package io.tidemark.simulation;

import java.util.List;
import java.util.SplittableRandom;

/** Every random draw of a run. Same seed, same draws. */
final class Chance {

  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** From {@code min} to {@code max}, both inclusive. */
  long between(long min, long max) {
    return random.nextLong(min, max + 1);
  }

  /** From {@code min} to {@code max}, both inclusive. */
  int between(int min, int max) {
    return random.nextInt(min, max + 1);
  }

  /** True that many times in a hundred. */
  boolean percent(int share) {
    return random.nextInt(100) < share;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  long anyLong() {
    return random.nextLong();
  }
}
