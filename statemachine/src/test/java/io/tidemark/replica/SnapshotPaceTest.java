package io.tidemark.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SnapshotPaceTest {

  private static final SnapshotBounds BOUNDS = new SnapshotBounds(2_000, 1_000_000, 500, 100_000);

  private final SnapshotPace pace = new SnapshotPace(BOUNDS);

  @Test
  void a_small_state_is_copied_after_so_many_entries() {
    pace.began(100);
    applyTo(101, 2_099, 10);
    assertFalse(pace.isDue(2_099));
    applyTo(2_100, 2_100, 10);
    assertTrue(pace.isDue(2_100));
    pace.began(2_100);
    assertFalse(pace.isDue(2_100));
  }

  @Test
  void large_entries_make_one_due_by_their_bytes() {
    pace.began(0);
    applyTo(1, 99, 10_000);
    assertFalse(pace.isDue(99));
    applyTo(100, 100, 10_000);
    assertTrue(pace.isDue(100));
  }

  @Test
  void a_large_state_is_copied_less_often() {
    pace.began(0);
    pace.measured(1_000_000, 3_000_000);
    applyTo(1, 9_999, 100);
    assertFalse(pace.isDue(9_999));
    assertTrue(pace.isDue(10_000));
    applyTo(10_000, 10_000, 2_000_200);
    assertTrue(pace.isDue(2_000));
  }

  @Test
  void of_small_entries_so_many_are_kept() {
    applyTo(1, 3_000, 10);
    assertEquals(2_500, pace.purgeable(3_000));
  }

  @Test
  void of_large_entries_so_many_bytes_are_kept() {
    applyTo(1, 3_000, 1_000);
    long purgeable = pace.purgeable(3_000);
    assertTrue(purgeable <= 2_900 && purgeable > 2_890, purgeable + "");
    assertEquals(purgeable, pace.purgeable(3_000), "asked again");
    assertEquals(1_000, pace.purgeable(1_000), "never more than a snapshot covers");
  }

  @Test
  void bounds_that_are_none_are_refused() {
    assertThrows(IllegalArgumentException.class, () -> new SnapshotBounds(0, 1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new SnapshotBounds(1, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new SnapshotBounds(1, 1, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new SnapshotBounds(1, 1, 0, -1));
  }

  private void applyTo(long first, long last, int bytes) {
    for (long index = first; index <= last; index++) {
      pace.applied(index, bytes);
    }
  }
}
