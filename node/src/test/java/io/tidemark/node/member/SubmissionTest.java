package io.tidemark.node.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.node.log.ReplicatedLog.ReadPoint;
import io.tidemark.node.log.Submission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a submitter is told against what became of its entries, while leaders die. */
@Timeout(120)
class SubmissionTest {

  private static final int IN_FLIGHT_MAX = 8;

  /** Long enough to see commits before and after. */
  private static final int COMMITTED_MIN = 50;

  @TempDir Path root;

  private final Map<LocalNode.Proposed, CompletableFuture<Submission>> submissions =
      new ConcurrentHashMap<>();
  private volatile boolean stopped;

  @Test
  void refusedEntriesAreNeverAppliedAndCommittedOnesOnceThoughTheLeaderDies() throws Exception {
    try (LocalCluster cluster = new LocalCluster(root, 3)) {
      cluster.startAll();
      List<Thread> submitters = new ArrayList<>();
      for (LocalNode node : cluster.nodes) {
        submitters.add(Thread.ofPlatform().daemon().start(() -> submitAlways(node)));
      }
      awaitCommitted(COMMITTED_MIN);
      LocalNode dead = cluster.leader();
      dead.close();
      awaitCommitted(committed() + COMMITTED_MIN);
      stopped = true;
      for (Thread submitter : submitters) {
        assertTrue(submitter.join(Duration.ofSeconds(30)));
      }
      CompletableFuture.allOf(submissions.values().toArray(CompletableFuture[]::new))
          .get(30, TimeUnit.SECONDS);
      for (LocalNode node : cluster.nodes) {
        if (node != dead) {
          ReadPoint point = node.member().readPoint(5_000).get();
          assertInstanceOf(ReadPoint.Reached.class, point);
          requireAsTold(node);
        }
      }
    }
  }

  private void submitAlways(LocalNode node) {
    Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    while (!stopped && node.isRunning()) {
      inFlight.acquireUninterruptibly();
      Entry entry = node.entry(new Command.ReportClock());
      try {
        CompletableFuture<Submission> submission =
            node.member().submit(entry, LocalNode.SUBMIT_MILLIS);
        submissions.put(
            new LocalNode.Proposed(node.name, entry.envelopes().getFirst().nonce()), submission);
        submission.whenComplete((told, thrown) -> inFlight.release());
      } catch (IllegalStateException closed) {
        return;
      }
    }
  }

  private void requireAsTold(LocalNode node) {
    Map<LocalNode.Proposed, Integer> applied = new HashMap<>();
    node.appliedHere.forEach(proposed -> applied.merge(proposed, 1, Integer::sum));
    submissions.forEach(
        (proposed, submission) -> {
          int times = applied.getOrDefault(proposed, 0);
          switch (submission.join()) {
            case Submission.Committed ignored -> assertEquals(1, times, proposed + " committed");
            case Submission.Refused refused -> assertEquals(0, times, proposed + " " + refused);
            case Submission.Unknown unknown -> assertTrue(times <= 1, proposed + " " + unknown);
          }
        });
  }

  private long committed() {
    return submissions.values().stream()
        .filter(CompletableFuture::isDone)
        .filter(submission -> submission.join() instanceof Submission.Committed)
        .count();
  }

  private void awaitCommitted(long wanted) {
    Awaitility.await().atMost(LocalCluster.WAIT_MAX).until(() -> committed() >= wanted);
  }
}
