package io.tidemark.node.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecurringTest {

  @Test
  void aRunThatThrowsIsNotTheLast() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(4);
    try (var scheduler = Executors.newSingleThreadScheduledExecutor()) {
      Recurring.run(
          scheduler,
          "count down",
          1,
          () -> {
            runs.countDown();
            if (runs.getCount() % 2 == 0) {
              throw new AssertionError("an odd number");
            }
            throw new IllegalStateException("an even number");
          });
      assertTrue(runs.await(60, TimeUnit.SECONDS));
      scheduler.shutdownNow();
    }
  }
}
