package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.TestingClock;
import io.tidemark.node.log.TestingTicker;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeriodClockTest {

  private static final long INTERVAL = NodeLimits.DEFAULT.clockReportMillis();
  private static final long TRUST = 4_000;

  private final TestingTicker ticker = new TestingTicker();
  private final TestingClock wall = new TestingClock();
  private final AtomicLong replicated = new AtomicLong();
  private final PeriodClock clock =
      new PeriodClock(replicated::get, ticker, wall, NodeLimits.DEFAULT);

  /** What the clocks of all others show. */
  private long trueMillis = wall.millis();

  @Test
  void aClockThatAgreesWithTheMajorityIsBelieved() {
    for (int i = 0; i < 300; i++) {
      pass(1_000);
      assertEquals(wall.millis(), clock.millis());
    }
  }

  @Test
  void oneThatIsBehindIsOverruled() {
    pass(10 * INTERVAL);
    wall.stepMillis(-3_600_000);
    for (int i = 0; i < 300; i++) {
      pass(1_000);
      assertEquals(trueMillis, clock.millis());
    }
  }

  @Test
  void oneThatIsAheadIsBelievedAsFarAsItIsTrusted() {
    for (int i = 0; i < 60; i++) {
      pass(1_000);
    }
    wall.stepMillis(3_600_000);
    for (int i = 0; i < 300; i++) {
      pass(1_000);
      assertEquals(trueMillis, clock.majorityMillis());
      assertEquals(trueMillis + TRUST, clock.millis());
    }
  }

  /** Its first sight of replicated time may be as old as a report. */
  @Test
  void aNewProcessTrustsItsClockALittleMore() {
    replicated.set(trueMillis - INTERVAL);
    clock.look();
    assertEquals(wall.millis(), clock.millis());
    wall.stepMillis(3_600_000);
    assertEquals(trueMillis + TRUST, clock.millis());
  }

  /** A single busy node makes replicated time move to what another one reported long ago. */
  @Test
  void replicatedTimeThatMovesLateTakesNothingBack() {
    for (int i = 0; i < 60; i++) {
      pass(1_000);
    }
    wall.stepMillis(-60_000);
    ticker.advanceMillis(7_000);
    trueMillis += 7_000;
    replicated.incrementAndGet();
    assertEquals(trueMillis, clock.millis());
  }

  @Test
  void aMajorityThatWasSteppedBackIsFollowedAfterTwoIntervals() {
    for (int i = 0; i < 60; i++) {
      pass(1_000);
    }
    trueMillis -= 10_000;
    wall.stepMillis(-10_000);
    long before = clock.millis();
    for (int i = 0; i < 4 * INTERVAL / 1_000; i++) {
      pass(1_000);
      assertTrue(clock.millis() >= before, "time went back");
      before = clock.millis();
    }
    assertEquals(wall.millis(), clock.millis());
  }

  @Test
  void withoutAnythingReplicatedTheClockIsAllThereIs() {
    wall.stepMillis(-3_600_000);
    assertEquals(wall.millis(), clock.millis());
    assertEquals(0, clock.majorityMillis());
  }

  /** Lets time pass; at full intervals the others report it. */
  private void pass(long millis) {
    long before = trueMillis;
    trueMillis += millis;
    ticker.advanceMillis(millis);
    wall.stepMillis(millis);
    if (before / INTERVAL < trueMillis / INTERVAL) {
      replicated.set(Math.max(replicated.get(), trueMillis));
    }
    clock.look();
  }
}
