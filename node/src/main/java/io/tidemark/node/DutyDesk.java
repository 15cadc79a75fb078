package io.tidemark.node;

import io.tidemark.core.NodeName;
import io.tidemark.node.config.NodeConfig;
import io.tidemark.node.log.ReplicatedLog;
import io.tidemark.node.peer.Duty;
import io.tidemark.node.peer.Handover;
import io.tidemark.node.peer.MemberStatus;
import io.tidemark.node.peer.Peers;
import io.tidemark.node.schedule.Recurring;
import io.tidemark.node.service.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this node off duty and back, one change at a time, on a thread of its own.
 *
 * <ol>
 *   <li>Off duty it issues nothing. It says so before it looks whether another member serves; so of
 *       two that are drained at once, neither takes the other for the one that is left.
 *   <li>Off duty it does not lead for long. It still stands for election, because it may be the
 *       only one whose log is new enough to win, and then passes leadership on to one that serves.
 * </ol>
 */
final class DutyDesk implements Duty {

  private static final Logger LOG = LoggerFactory.getLogger(DutyDesk.class);

  private static final long STATUS_MILLIS_MAX = 800;
  private static final long HAND_OVER_MILLIS_MAX = 2_000;

  /** Between two looks at whether this node leads. */
  private static final long LOOK_MILLIS = 1_000;

  private final NodeName self;
  private final long requestMillisMax;
  private final Work work;
  private final ReplicatedLog log;
  private final Peers peers;
  private final ScheduledExecutorService thread;
  private volatile boolean off;

  /** Port: what stops while the node is off duty. */
  interface Work {

    /** Whether it ever began. */
    boolean isOpen();

    /**
     * Stops issuing, lets requests that wait finish, and burns what is held.
     *
     * @param why what requests are told
     * @param millisMax how long requests may take
     * @return whether they all ended in time
     */
    boolean pause(Problem why, long millisMax) throws InterruptedException;

    /** Issues again, from what is reserved from now on. */
    void resume();
  }

  /**
   * A node on duty.
   *
   * @param thread this desk's alone; ended by its owner
   */
  DutyDesk(
      NodeConfig config,
      Work work,
      ReplicatedLog log,
      Peers peers,
      ScheduledExecutorService thread) {
    this.self = config.name();
    this.requestMillisMax = config.limits().requestMillisMax();
    this.work = work;
    this.log = log;
    this.peers = peers;
    this.thread = thread;
  }

  /** Begins to look, now and then, whether leadership must be passed on. */
  void start() {
    Recurring.run(thread, "pass on leadership", LOOK_MILLIS, this::passOnIfOff);
  }

  boolean isOff() {
    return off;
  }

  @Override
  public CompletableFuture<Result> leave(boolean force) {
    return CompletableFuture.supplyAsync(() -> goOff(force), thread);
  }

  @Override
  public CompletableFuture<Result> resume() {
    return CompletableFuture.supplyAsync(this::comeBack, thread);
  }

  private Result goOff(boolean force) {
    if (off) {
      return Result.done("");
    }
    if (!work.isOpen()) {
      return Result.refused(Verdict.NOT_SERVING, "%s does not serve yet".formatted(self));
    }
    if (!force && successors().isEmpty()) {
      return lastServing();
    }
    off = true;
    if (!force && successors().isEmpty()) {
      off = false;
      return lastServing();
    }
    return pause();
  }

  private Result pause() {
    boolean quiet;
    try {
      quiet =
          work.pause(
              Problem.unavailable(
                  Problem.Code.DRAINING, "%s is drained; ask another node".formatted(self)),
              requestMillisMax);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.refused(Verdict.NOT_SERVING, "%s is stopping".formatted(self));
    }
    LOG.info("node {} is drained, until it is asked back", self);
    String leading = passOn();
    return Result.done(
        quiet ? leading : "requests still waited after %d ms".formatted(requestMillisMax));
  }

  private Result comeBack() {
    if (off) {
      work.resume();
      off = false;
      LOG.info("node {} serves again", self);
    }
    return Result.done("");
  }

  private Result lastServing() {
    return Result.refused(
        Verdict.LAST_SERVING,
        "no other voter serves, so draining %s would stop all issuing; force it if that is meant"
            .formatted(self));
  }

  private void passOnIfOff() {
    if (off) {
      String leading = passOn();
      if (!leading.isEmpty()) {
        LOG.info("drained node {}: {}", self, leading);
      }
    }
  }

  /** Passes leadership on if this node has it; tells why it still leads, empty if it does not. */
  private String passOn() {
    if (!self.equals(log.leader())) {
      return "";
    }
    Optional<NodeName> successor =
        successors().stream()
            .max(Comparator.comparingLong(MemberStatus::commitIndex))
            .map(MemberStatus::name);
    if (successor.isEmpty()) {
      return "it still leads, because no other voter serves";
    }
    return switch (peers.handOver(successor, HAND_OVER_MILLIS_MAX).join()) {
      case Handover.Done _ -> "";
      case Handover.Failed(String why) -> "it still leads, and tries again: " + why;
    };
  }

  /** The other voters that serve. */
  private List<MemberStatus> successors() {
    return peers.statuses(STATUS_MILLIS_MAX).join().stream()
        .filter(member -> !member.name().equals(self))
        .filter(member -> member.role() == MemberStatus.Role.VOTER && member.serves())
        .toList();
  }
}
