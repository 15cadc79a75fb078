package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CatchUpTest {

  private final AppliedWaits waits = new AppliedWaits();
  private final AtomicLong applied = new AtomicLong(5);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void whatIsAppliedIsNotWaitedFor() {
    CatchUp catchUp = new CatchUp(waits, applied::get, this::silence);
    assertTrue(catchUp.await(5, 1_000).join());
    assertTrue(asked.get() == 0);
  }

  @Test
  void theLeaderIsAskedUntilTheIndexIsApplied() {
    CatchUp catchUp =
        new CatchUp(
            waits,
            applied::get,
            () -> {
              if (asked.incrementAndGet() == 3) {
                applied.set(9);
              }
              return CompletableFuture.completedFuture("asked");
            });
    assertTrue(catchUp.await(9, 30_000).join());
  }

  @Test
  void anEntryThatIsAppliedWakesWhoWaitsForItOrForLess() {
    CatchUp catchUp = new CatchUp(waits, applied::get, this::silence);
    CompletableFuture<Boolean> sixth = catchUp.await(6, 30_000);
    CompletableFuture<Boolean> eighth = catchUp.await(8, 30_000);
    waits.applied(7);
    assertTrue(sixth.join());
    assertFalse(eighth.isDone());
    waits.applied(8);
    assertTrue(eighth.join());
  }

  @Test
  void aWaitThatTimesOutEndsTheQuestions() {
    CatchUp catchUp = new CatchUp(waits, applied::get, this::silence);
    assertFalse(catchUp.await(6, 50).join());
    assertFalse(waits.isAnyWaiting());
    AtomicInteger last = new AtomicInteger(asked.get());
    Awaitility.await()
        .pollInterval(Duration.ofMillis(100))
        .atMost(Duration.ofSeconds(30))
        .until(() -> last.getAndSet(asked.get()) == asked.get());
    // And the next wait begins them again.
    int before = asked.get();
    assertFalse(catchUp.await(6, 50).join());
    assertTrue(asked.get() > before);
  }

  private CompletableFuture<?> silence() {
    asked.incrementAndGet();
    return new CompletableFuture<>();
  }
}
