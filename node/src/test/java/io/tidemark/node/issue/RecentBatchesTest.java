package io.tidemark.node.issue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RecentBatchesTest {

  private final RecentBatches batches = new RecentBatches(1_000);

  /** A ticker may begin anywhere, and pass zero. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 249, 250, -1, -1_130, Long.MAX_VALUE / 2})
  void whatWasGivenIsCountedForTheTimeLookedBackAndForgottenAQuarterLater(long start) {
    batches.add(7, start);
    assertEquals(7, batches.sum(start));
    assertEquals(7, batches.sum(start + 1_000));
    assertEquals(0, batches.sum(start + 1_250));
  }

  @Test
  void batchesAddUpAndLeaveOneByOne() {
    for (int i = 0; i < 10; i++) {
      batches.add(1L << i, 100L * i);
    }
    assertEquals(0x3ff, batches.sum(900));
    batches.add(1_024, 1_000);
    assertEquals(0x7ff, batches.sum(1_249));
    assertEquals(0x7ff - 0b111, batches.sum(1_250));
  }
}
