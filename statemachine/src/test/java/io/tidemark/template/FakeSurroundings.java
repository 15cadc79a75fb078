package io.tidemark.template;

import java.util.random.RandomGenerator;

/** Prints what a generator draws; permutes by counting backwards. */
record FakeSurroundings(String node, long epoch, RandomGenerator generator, long permutedMax)
    implements Surroundings {

  @Override
  public int random(int bound) {
    return generator.nextInt(bound);
  }

  @Override
  public long permuted(long value) {
    return permutedMax - value;
  }
}
