package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentCountsTest {

  /** A monotonic clock may begin anywhere, pass zero, and overflow. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, -1_130, Long.MAX_VALUE / 2, Long.MAX_VALUE - 600, Long.MAX_VALUE})
  void whatWasCountedIsKnownForTheTimeLookedBackAndForgottenAQuarterLater(long start) {
    for (long after : new long[] {0, 1, 249, 250, 990, 5_130}) {
      RecentCounts counts = new RecentCounts(1_000, start);
      long given = start + after;
      counts.add(7, given);
      assertEquals(7, counts.sum(given));
      assertEquals(7, counts.sum(given + 1_000));
      assertEquals(0, counts.sum(given + 1_250));
    }
  }

  @Test
  void countsAddUpAndLeaveOneByOne() {
    RecentCounts counts = new RecentCounts(1_000, 0);
    for (int i = 0; i < 10; i++) {
      counts.add(1L << i, 100L * i);
    }
    assertEquals(0x3ff, counts.sum(900));
    counts.add(1_024, 1_000);
    assertEquals(0x7ff, counts.sum(1_249));
    assertEquals(0x7ff - 0b111, counts.sum(1_250));
  }
}
