package io.tidemark.simulation;

import io.tidemark.core.TimeWindow;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Makes stamps inside granted windows. A tick belongs to the window that its first millisecond lies
 * in; so windows that do not overlap have no tick in common, whatever the time unit.
 *
 * <ol>
 *   <li>(tick, counter) never goes back in one process.
 *   <li>A clock that steps back makes logical time, not repeats.
 * </ol>
 */
final class WindowStamper {

  /**
   * A place in time.
   *
   * @param since when the window it comes from was proposed
   */
  record Stamp(long tick, int counter, HeldSince since) {}

  private record Held(TimeWindow window, HeldSince since) {}

  private final World world;
  private final IssuingProcess process;
  private final int unitMillis;
  private final int counterMax;
  private final Deque<Held> held = new ArrayDeque<>();
  private long lastTick = -1;
  private int lastCounter;

  WindowStamper(World world, IssuingProcess process, int unitMillis, int counterMax) {
    this.world = world;
    this.process = process;
    this.unitMillis = unitMillis;
    this.counterMax = counterMax;
  }

  void hold(TimeWindow window, HeldSince since) {
    if (!process.hasExpired(since)) {
      held.add(new Held(window, since));
    }
  }

  void dropAll() {
    held.clear();
  }

  /** How many windows are held. */
  int windows() {
    return held.size();
  }

  /** Exclusive: nothing was stamped at or after it. */
  long usedUntilMillis() {
    return lastTick < 0 ? 0 : lastTick * unitMillis + 1;
  }

  /** The next stamp, or null if no window has one left that is not before the clock. */
  @Nullable Stamp nextOrNull() {
    long clockMillis = process.member().clock().wallMillis();
    for (Held head = held.peek(); head != null; head = held.peek()) {
      if (process.hasExpired(head.since())) {
        world.coverage.saw(Happening.HOLDING_EXPIRED);
        held.remove();
        continue;
      }
      Stamp next = after(head, clockMillis);
      boolean inside =
          next.tick() * unitMillis < head.window().endMillis()
              || world.scenario.mutant() == Mutant.WINDOW_END_IGNORED;
      if (inside) {
        if (next.tick() > Math.floorDiv(clockMillis, (long) unitMillis)) {
          world.coverage.saw(Happening.LOGICAL_TIME);
        }
        lastTick = next.tick();
        lastCounter = next.counter();
        return next;
      }
      if (held.size() == 1) {
        return null;
      }
      held.remove();
    }
    return null;
  }

  private Stamp after(Held holding, long clockMillis) {
    long startMillis = holding.window().startMillis();
    long first =
        world.scenario.mutant() == Mutant.TICK_BEFORE_WINDOW
            ? Math.floorDiv(startMillis, (long) unitMillis)
            : Math.ceilDiv(startMillis, (long) unitMillis);
    long tick = Math.max(first, Math.floorDiv(clockMillis, (long) unitMillis));
    if (world.scenario.mutant() != Mutant.STAMP_FOLLOWS_CLOCK_BACK) {
      tick = Math.max(tick, lastTick);
    }
    int counter = tick == lastTick ? lastCounter + 1 : 0;
    if (counter > counterMax) {
      world.coverage.saw(Happening.COUNTER_OVERFLOWED);
      return new Stamp(tick + 1, 0, holding.since());
    }
    return new Stamp(tick, counter, holding.since());
  }
}
