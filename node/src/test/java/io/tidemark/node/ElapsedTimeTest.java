package io.tidemark.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ElapsedTimeTest {

  private final ElapsedTime time = ElapsedTime.ofMachine();

  @Test
  void never_goes_back() {
    long last = time.getAsLong();
    for (int i = 0; i < 100_000; i++) {
      long now = time.getAsLong();
      assertTrue(now >= last, now + " after " + last);
      last = now;
    }
  }

  @Test
  void lies_between_two_looks_at_the_time_that_stands_still_in_sleep() {
    long before = System.nanoTime();
    long from = time.getAsLong();
    Thread.onSpinWait();
    long to = time.getAsLong();
    long after = System.nanoTime();

    assertTrue(to - from <= after - before, (to - from) + " within " + (after - before));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void counts_from_the_start_of_the_machine_sleep_included() throws IOException {
    long before = time.getAsLong();
    long uptime = uptimeNanos();
    long after = time.getAsLong();

    long resolution = 10_000_000; // Of the kernel's text: hundredths of a second, rounded down.
    assertTrue(before - resolution <= uptime, uptime + " is before " + before);
    assertTrue(uptime <= after, uptime + " is after " + after);
    assertEquals(1, Long.signum(after));
  }

  private static long uptimeNanos() throws IOException {
    String first = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
    return new BigDecimal(first).movePointRight(9).longValueExact();
  }
}
