package io.tidemark.simulation;

import java.util.HashMap;
import java.util.Map;

/** Messages between members: late, lost, out of order, twice; and partitions. */
final class Network {

  private static final long DUPLICATE_DELAY_MILLIS_MAX = 20_000;

  private final World world;
  private final Map<Member, Integer> sides = new HashMap<>();
  private boolean reliable;

  Network(World world) {
    this.world = world;
  }

  boolean connected(Member a, Member b) {
    return a == b || sides.isEmpty() || sideOf(a) == sideOf(b);
  }

  /** A copy that is still under way when the network is repaired is gone. */
  private void unlessReliable(Runnable arrival) {
    if (!reliable) {
      arrival.run();
    }
  }

  private int sideOf(Member member) {
    return sides.getOrDefault(member, 0);
  }

  void partition(Member member, int side) {
    sides.put(member, side);
  }

  /** Ends all partitions. */
  void join() {
    sides.clear();
  }

  boolean isReliable() {
    return reliable;
  }

  /** Loses and repeats nothing from now on. */
  void becomeReliable() {
    join();
    reliable = true;
  }

  /**
   * Delivers a message, or not, or more than once.
   *
   * @return whether the first copy is on its way
   */
  boolean send(Member from, Member to, Runnable arrival) {
    if (from == to) {
      world.scheduler.after(0, arrival);
      return true;
    }
    if (!reliable && world.chance.percent(world.scenario.lossPercent() / 2)) {
      world.coverage.saw(Happening.MESSAGE_DUPLICATED);
      world.scheduler.after(
          world.chance.between(1, DUPLICATE_DELAY_MILLIS_MAX), () -> unlessReliable(arrival));
    }
    boolean lost = !reliable && world.chance.percent(world.scenario.lossPercent());
    if (lost || !connected(from, to)) {
      world.coverage.saw(Happening.MESSAGE_LOST);
      return false;
    }
    long delay =
        world.chance.percent(95) || reliable
            ? world.chance.between(1L, 5L)
            : world.chance.between(10L, 600L);
    world.scheduler.after(delay, arrival);
    return true;
  }
}
