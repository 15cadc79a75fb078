package io.tidemark.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StampCounterConcurrencyTest {

  private static final int THREADS = 4;
  private static final int CALLS_PER_THREAD = 250_000;

  /** Narrow, so that nearly every block carries into a new tick. */
  private static final int COUNTER_BITS = 3;

  /** As many races between poisoning and dealing as catch a poisoning that can lose one. */
  private static final int POISONINGS = 1_000;

  private static final int DEALERS = 2;

  private record Block(long first, int count) {
    long end() {
      return first + count;
    }
  }

  @Test
  @Timeout(60)
  void threads_with_clocks_that_disagree_never_share_a_stamp() throws Exception {
    StampCounter counter = new StampCounter(COUNTER_BITS, 0);
    List<List<Block>> perThread =
        onAllThreads(seed -> takeBlocks(counter, new SplittableRandom(seed)));

    for (List<Block> blocks : perThread) {
      assertEquals(CALLS_PER_THREAD, blocks.size());
      assertDisjointInOrder(blocks);
    }
    List<Block> merged =
        perThread.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(Block::first))
            .toList();
    assertDisjointInOrder(merged);
  }

  @Test
  @Timeout(60)
  void no_call_made_after_poisoning_returned_deals_a_stamp() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(DEALERS)) {
      for (int round = 0; round < POISONINGS; round++) {
        StampCounter counter = new StampCounter(Anatomy.COUNTER_BITS, 0);
        CountDownLatch allDealing = new CountDownLatch(DEALERS);
        AtomicBoolean poisoned = new AtomicBoolean();
        List<Future<Long>> dealers = new ArrayList<>();
        for (int i = 0; i < DEALERS; i++) {
          dealers.add(threads.submit(() -> dealUntilPoisoned(counter, allDealing, poisoned)));
        }
        assertTrue(allDealing.await(30, TimeUnit.SECONDS));

        long last = counter.poison();
        poisoned.set(true);

        long highestDealt = -1;
        for (Future<Long> dealer : dealers) {
          highestDealt = Math.max(highestDealt, dealer.get(30, TimeUnit.SECONDS));
        }
        assertEquals(last, highestDealt);
      }
    }
  }

  private static List<Block> takeBlocks(StampCounter counter, SplittableRandom random) {
    List<Block> blocks = new ArrayList<>(CALLS_PER_THREAD);
    for (int call = 0; call < CALLS_PER_THREAD; call++) {
      long now = call + random.nextLong(-50, 50);
      int count = random.nextInt(1, 20);
      long first = counter.next(now, now - 10, Long.MAX_VALUE, count, random.nextLong());
      assertTrue(first >= 0);
      blocks.add(new Block(first, count));
    }
    return blocks;
  }

  /** Returns the last stamp; fails if a call that began after poisoning was still dealt one. */
  private static long dealUntilPoisoned(
      StampCounter counter, CountDownLatch allDealing, AtomicBoolean poisoned) {
    long last = -1;
    while (true) {
      boolean poisonedBefore = poisoned.get();
      long stamp = counter.next(0, 0, Long.MAX_VALUE, 1, 0);
      if (stamp == StampCounter.POISONED) {
        return last;
      }
      assertFalse(poisonedBefore);
      assertTrue(stamp > last);
      if (last < 0) {
        allDealing.countDown();
      }
      last = stamp;
    }
  }

  private static void assertDisjointInOrder(List<Block> blocks) {
    for (int i = 1; i < blocks.size(); i++) {
      assertTrue(blocks.get(i - 1).end() <= blocks.get(i).first());
    }
  }

  private interface Seeded<T> {
    T run(long seed);
  }

  private static <T> List<T> onAllThreads(Seeded<T> task) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<T>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long seed = i;
        Callable<T> started =
            () -> {
              start.await();
              return task.run(seed);
            };
        results.add(threads.submit(started));
      }
      start.countDown();
      List<T> values = new ArrayList<>();
      for (Future<T> result : results) {
        values.add(result.get(30, TimeUnit.SECONDS));
      }
      return values;
    }
  }
}
