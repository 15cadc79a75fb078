package io.tidemark.core;

import static io.tidemark.core.ReplicatedState.WINDOW_AHEAD_MILLIS_MAX;
import static io.tidemark.core.TestCluster.BEGIN_MILLIS;
import static io.tidemark.core.TestCluster.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class WindowRulesTest {

  private static final long T = BEGIN_MILLIS;
  private static final WorkerClass PAIR = new WorkerClass(10, 1);

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess n1 = cluster.start("n1");
  private final TestProcess n2 = cluster.start("n2");
  private final TestProcess n3 = cluster.start("n3");

  @Nested
  final class TimeLines {

    @Test
    void the_first_window_starts_at_replicated_time() {
      assertEquals(new TimeWindow(T, T + 30_000), window(n1, extend(0, T + 30_000)));
    }

    @Test
    void the_next_window_starts_where_the_last_one_ended() {
      n1.propose(extend(0, T + 30_000));
      assertEquals(
          new TimeWindow(T + 30_000, T + 50_000), window(n1, extend(T + 30_000, T + 50_000)));
    }

    @Test
    void after_a_pause_the_next_window_starts_at_replicated_time() {
      n1.propose(extend(0, T + 30_000));
      cluster.passMillis(45_000);
      assertEquals(
          new TimeWindow(T + 45_000, T + 60_000), window(n1, extend(T + 30_000, T + 60_000)));
    }

    @Test
    void an_extension_whose_reply_was_lost_gives_the_same_window() {
      Outcome first = n1.propose(7, extend(0, T + 30_000));
      cluster.passMillis(1_000);
      assertEquals(first, n1.propose(7, extend(0, T + 30_000)));
    }

    @Test
    void a_clone_loses_the_window_to_the_process_that_extended_it() {
      n1.propose(7, extend(0, T + 30_000));
      refused(n1, RejectionReason.WINDOW_CONFLICT, extend(0, T + 40_000));
      refused(n1, RejectionReason.WINDOW_CONFLICT, extend(0, T + 30_000));
    }

    @Test
    void the_same_nonce_with_another_end_is_no_retry() {
      n1.propose(7, extend(0, T + 30_000));
      assertRejected(RejectionReason.WINDOW_CONFLICT, n1.propose(7, extend(0, T + 31_000)));
    }

    @Test
    void a_window_may_run_ahead_of_replicated_time_up_to_the_bound() {
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(0, T + WINDOW_AHEAD_MILLIS_MAX + 1));
      assertEquals(
          T + WINDOW_AHEAD_MILLIS_MAX,
          window(n1, extend(0, T + WINDOW_AHEAD_MILLIS_MAX)).endMillis());
    }

    @Test
    void a_window_that_would_be_empty_or_inverted_is_refused() {
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(0, T));
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(0, T - 1));
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(0, 0));
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(0, Long.MIN_VALUE));
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(0, Long.MAX_VALUE));
      n1.propose(extend(0, T + 30_000));
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, extend(T + 30_000, T + 30_000));
    }

    @Test
    void the_time_line_of_another_process_is_refused() {
      assertRejected(RejectionReason.NOT_OWNER, n2.propose(extend(0, T + 30_000)));
      refused(
          n1,
          RejectionReason.NOT_OWNER,
          new Command.ExtendWindow(
              new WindowOwner.TimeLine(new IncarnationNumber(99)), 0, T + 30_000));
    }

    @Test
    void no_window_is_given_before_replicated_time_is_known() {
      TestCluster young = new TestCluster();
      TestProcess process = young.start("n1");
      Command.ExtendWindow first =
          new Command.ExtendWindow(new WindowOwner.TimeLine(process.incarnation()), 0, T + 30_000);
      assertRejected(RejectionReason.CLOCK_OUT_OF_BOUNDS, process.propose(first));
      assertRejected(
          RejectionReason.CLOCK_OUT_OF_BOUNDS,
          process.propose(new Command.ClaimWorker(PAIR, T + 30_000)));
      young.start("n2");
      assertInstanceOf(Outcome.WindowExtended.class, process.propose(first));
    }

    @Test
    void a_clock_far_off_is_told_how_far() {
      Outcome outcome = n1.proposeAt(T + 3_600_000, extend(0, T + 3_630_000));
      Outcome.Rejected rejected = assertInstanceOf(Outcome.Rejected.class, outcome);
      assertEquals(RejectionReason.CLOCK_OUT_OF_BOUNDS, rejected.reason());
      assertTrue(rejected.detail().contains("3600000 ms off"), rejected.detail());
    }

    private Command.ExtendWindow extend(long expectedEnd, long newEnd) {
      return new Command.ExtendWindow(
          new WindowOwner.TimeLine(n1.incarnation()), expectedEnd, newEnd);
    }
  }

  @Nested
  final class Workers {

    @Test
    void processes_get_different_numbers() {
      assertEquals(new WorkerKey(PAIR, 0), claim(n1, T + 30_000).worker());
      assertEquals(new WorkerKey(PAIR, 1), claim(n2, T + 30_000).worker());
    }

    @Test
    void classes_count_on_their_own() {
      claim(n1, T + 30_000);
      Outcome.WorkerClaimed other =
          n1.granted(
              Outcome.WorkerClaimed.class,
              new Command.ClaimWorker(WorkerClass.DEFAULT, T + 30_000));
      assertEquals(new WorkerKey(WorkerClass.DEFAULT, 0), other.worker());
    }

    @Test
    void a_claim_made_again_gives_the_same_number_and_window() {
      Outcome.WorkerClaimed first = claim(n1, T + 30_000);
      cluster.passMillis(5_000);
      assertEquals(first, claim(n1, T + 40_000));
    }

    @Test
    void no_number_is_free_before_its_window_has_ended() {
      claim(n1, T + 30_000);
      claim(n2, T + 20_001);
      cluster.passMillis(20_000);
      refused(n3, RejectionReason.NO_WORKER_FREE, new Command.ClaimWorker(PAIR, T + 60_000));
      cluster.passMillis(1);
      Outcome.WorkerClaimed taken = claim(n3, T + 60_000);
      assertEquals(new WorkerKey(PAIR, 1), taken.worker());
    }

    @Test
    void a_number_passes_on_with_a_window_on_the_coarsest_unit_after_the_old_end() {
      claim(n1, T + 30_000);
      claim(n2, T + 20_001);
      cluster.passMillis(20_001);
      assertEquals(new TimeWindow(T + 21_000, T + 60_000), claim(n3, T + 60_000).window());
    }

    @Test
    void a_hand_over_later_than_the_old_end_starts_at_replicated_time_rounded_up() {
      claim(n1, T + 30_000);
      claim(n2, T + 20_001);
      cluster.passMillis(25_500);
      assertEquals(new TimeWindow(T + 26_000, T + 60_000), claim(n3, T + 60_000).window());
    }

    @Test
    void a_window_that_the_rounding_would_empty_is_refused() {
      cluster.passMillis(500);
      refused(n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, new Command.ClaimWorker(PAIR, T + 1_000));
      assertEquals(new TimeWindow(T + 1_000, T + 1_001), claim(n1, T + 1_001).window());
    }

    @Test
    void a_claim_out_of_bounds_is_refused() {
      refused(
          n1,
          RejectionReason.CLOCK_OUT_OF_BOUNDS,
          new Command.ClaimWorker(PAIR, T + WINDOW_AHEAD_MILLIS_MAX + 1));
      refused(
          n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, new Command.ClaimWorker(PAIR, Long.MAX_VALUE));
      refused(
          n1, RejectionReason.CLOCK_OUT_OF_BOUNDS, new Command.ClaimWorker(PAIR, Long.MIN_VALUE));
    }

    @Test
    void the_holder_extends_its_window_without_a_gap() {
      claim(n1, T + 30_001);
      assertEquals(
          new TimeWindow(T + 30_001, T + 50_000), window(n1, extend(0, T + 30_001, T + 50_000)));
    }

    @Test
    void an_extension_whose_reply_was_lost_gives_the_same_window() {
      claim(n1, T + 30_000);
      Outcome first = n1.propose(7, extend(0, T + 30_000, T + 50_000));
      assertEquals(first, n1.propose(7, extend(0, T + 30_000, T + 50_000)));
      assertRejected(
          RejectionReason.WINDOW_CONFLICT, n1.propose(8, extend(0, T + 30_000, T + 50_000)));
    }

    @Test
    void the_old_holder_loses_the_number_for_good() {
      claim(n1, T + 10_000);
      claim(n2, T + 60_000);
      cluster.passMillis(10_000);
      Outcome.WorkerClaimed taken = claim(n3, T + 60_000);
      assertEquals(new WorkerKey(PAIR, 0), taken.worker());
      refused(n1, RejectionReason.NOT_OWNER, extend(0, T + 10_000, T + 60_000));
      refused(n1, RejectionReason.NOT_OWNER, new Command.ReleaseWorker(taken.worker(), T + 10_000));
    }

    @Test
    void a_new_process_of_the_node_gets_its_old_number_once_the_window_has_ended() {
      claim(n1, T + 30_000);
      WorkerKey old = claim(n2, T + 10_000).worker();
      TestProcess restarted = cluster.start("n2");
      refused(restarted, RejectionReason.NO_WORKER_FREE, new Command.ClaimWorker(PAIR, T + 20_000));
      cluster.passMillis(31_000);
      Outcome.WorkerClaimed again = claim(restarted, T + 60_000);
      assertEquals(old, again.worker());
      assertEquals(T + 31_000, again.window().startMillis());
    }

    @Test
    void windows_of_one_number_never_overlap_over_many_hand_overs() {
      long lastEnd = 0;
      for (int i = 0; i < 200; i++) {
        TestProcess process = cluster.start("n" + (1 + i % 3));
        WorkerClass one = new WorkerClass(1_000, 1);
        Outcome outcome =
            process.propose(new Command.ClaimWorker(one, cluster.nowMillis() + 777 + 13L * i));
        if (outcome instanceof Outcome.WorkerClaimed(WorkerKey worker, TimeWindow window)
            && worker.number() == 0) {
          assertTrue(window.startMillis() >= lastEnd, window + " after " + lastEnd);
          assertEquals(0, window.startMillis() % TimeWindow.UNIT_MILLIS_MAX);
          lastEnd = window.endMillis();
        }
        cluster.passMillis(331);
      }
      assertNotEquals(0, lastEnd);
    }
  }

  @Nested
  final class Releases {

    @Test
    void a_released_number_is_free_from_where_its_holder_stopped() {
      WorkerKey worker = claim(n1, T + 50_000).worker();
      claim(n2, T + 60_000);
      cluster.passMillis(3_000);
      n1.granted(Outcome.WorkerReleased.class, new Command.ReleaseWorker(worker, T + 2_500));
      Outcome.WorkerClaimed taken = claim(n3, T + 60_000);
      assertEquals(worker, taken.worker());
      assertEquals(T + 3_000, taken.window().startMillis());
    }

    @Test
    void a_number_that_was_used_ahead_of_time_stays_taken_until_then() {
      WorkerKey worker = claim(n1, T + 50_000).worker();
      claim(n2, T + 60_000);
      n1.granted(Outcome.WorkerReleased.class, new Command.ReleaseWorker(worker, T + 4_001));
      refused(n3, RejectionReason.NO_WORKER_FREE, new Command.ClaimWorker(PAIR, T + 60_000));
      cluster.passMillis(4_001);
      assertEquals(T + 5_000, claim(n3, T + 60_000).window().startMillis());
    }

    @Test
    void a_release_never_ends_before_the_last_window_began() {
      WorkerKey worker = claim(n1, T + 10_000).worker();
      n1.propose(extend(0, T + 10_000, T + 20_000));
      n1.granted(Outcome.WorkerReleased.class, new Command.ReleaseWorker(worker, 0));
      WorkerRecord released = cluster.find(view -> view.workers().get(worker)).orElseThrow();
      assertEquals(new TimeWindow(T + 10_000, T + 10_000), released.window());
      assertEquals(IncarnationNumber.NONE, released.owner());
    }

    @Test
    void an_end_outside_the_window_is_refused() {
      WorkerKey worker = claim(n1, T + 10_000).worker();
      refused(n1, RejectionReason.BAD_COMMAND, new Command.ReleaseWorker(worker, T + 10_001));
      refused(n1, RejectionReason.BAD_COMMAND, new Command.ReleaseWorker(worker, -1));
      n1.granted(Outcome.WorkerReleased.class, new Command.ReleaseWorker(worker, T + 10_000));
    }

    @Test
    void a_number_of_another_or_of_nobody_is_refused() {
      WorkerKey worker = claim(n1, T + 10_000).worker();
      refused(n2, RejectionReason.NOT_OWNER, new Command.ReleaseWorker(worker, T));
      refused(n1, RejectionReason.NOT_OWNER, new Command.ReleaseWorker(new WorkerKey(PAIR, 1), T));
    }

    @Test
    void after_a_release_the_old_holder_can_not_extend() {
      WorkerKey worker = claim(n1, T + 10_000).worker();
      n1.propose(new Command.ReleaseWorker(worker, T));
      refused(n1, RejectionReason.NOT_OWNER, extend(0, T + 10_000, T + 20_000));
      refused(n1, RejectionReason.NOT_OWNER, extend(0, T, T + 20_000));
    }
  }

  private static Command.ExtendWindow extend(int worker, long expectedEnd, long newEnd) {
    return new Command.ExtendWindow(
        new WindowOwner.Worker(new WorkerKey(PAIR, worker)), expectedEnd, newEnd);
  }

  private static Outcome.WorkerClaimed claim(TestProcess process, long windowEnd) {
    return process.granted(Outcome.WorkerClaimed.class, new Command.ClaimWorker(PAIR, windowEnd));
  }

  private static TimeWindow window(TestProcess process, Command.ExtendWindow command) {
    return process.granted(Outcome.WindowExtended.class, command).window();
  }

  private void refused(TestProcess process, RejectionReason reason, Command command) {
    cluster.assertRejectedWithoutTrace(reason, () -> process.propose(command));
  }
}
