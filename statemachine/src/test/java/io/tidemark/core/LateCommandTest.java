package io.tidemark.core;

import static io.tidemark.core.TestCluster.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Outcome.WorkerClaimed;
import io.tidemark.core.Outcome.WorkerReleased;
import org.junit.jupiter.api.Test;

/**
 * Commands that stand in the log late or twice: the proposer gave up on them, or a retry found a
 * server that had forgotten the first attempt. Found by the simulation.
 */
class LateCommandTest {

  private final TestCluster cluster = TestCluster.withTime();
  private final TestProcess process = cluster.start("n1");
  private final TestProcess other = cluster.start("n2");

  @Test
  void a_release_applied_again_does_not_take_away_a_number_claimed_since() {
    WorkerClaimed first = process.granted(WorkerClaimed.class, claim());
    long releaseNonce = cluster.nextNonce();
    Command release = new Command.ReleaseWorker(first.worker(), first.window().startMillis() + 1);
    assertInstanceOf(WorkerReleased.class, process.propose(releaseNonce, release));
    cluster.passMillis(5_000);
    WorkerClaimed second = process.granted(WorkerClaimed.class, claim());
    assertEquals(first.worker(), second.worker());

    assertRejected(RejectionReason.WINDOW_CONFLICT, process.propose(releaseNonce, release));

    cluster.passMillis(1_000);
    WorkerClaimed others = other.granted(WorkerClaimed.class, claim());
    assertTrue(
        !others.worker().equals(second.worker())
            || others.window().startMillis() >= second.window().endMillis());
  }

  @Test
  void a_release_overtaken_by_a_claim_does_not_undo_it() {
    WorkerClaimed first = process.granted(WorkerClaimed.class, claim());
    long releaseNonce = cluster.nextNonce();
    assertEquals(first, process.granted(WorkerClaimed.class, claim()));

    assertRejected(
        RejectionReason.WINDOW_CONFLICT,
        process.propose(
            releaseNonce,
            new Command.ReleaseWorker(first.worker(), first.window().startMillis() + 1)));
  }

  @Test
  void an_extension_overtaken_by_a_claim_neither_moves_the_window_nor_makes_a_release_good() {
    WorkerClaimed first = process.granted(WorkerClaimed.class, claim());
    long extendNonce = cluster.nextNonce();
    long releaseNonce = cluster.nextNonce();
    assertEquals(first, process.granted(WorkerClaimed.class, claim()));

    assertRejected(
        RejectionReason.WINDOW_CONFLICT,
        process.propose(
            extendNonce,
            new Command.ExtendWindow(
                new WindowOwner.Worker(first.worker()),
                first.window().endMillis(),
                first.window().endMillis() + 5_000)));
    assertRejected(
        RejectionReason.WINDOW_CONFLICT,
        process.propose(
            releaseNonce,
            new Command.ReleaseWorker(first.worker(), first.window().startMillis() + 1)));
  }

  @Test
  void a_claim_applied_again_does_not_make_an_old_release_good() {
    long claimNonce = cluster.nextNonce();
    WorkerClaimed first =
        assertInstanceOf(WorkerClaimed.class, process.propose(claimNonce, claim()));
    long releaseNonce = cluster.nextNonce();
    process.granted(WorkerClaimed.class, claim());
    process.propose(claimNonce, claim());

    assertRejected(
        RejectionReason.WINDOW_CONFLICT,
        process.propose(
            releaseNonce,
            new Command.ReleaseWorker(first.worker(), first.window().startMillis() + 1)));
  }

  private Command claim() {
    return new Command.ClaimWorker(WorkerClass.DEFAULT, cluster.nowMillis() + 10_000);
  }
}
