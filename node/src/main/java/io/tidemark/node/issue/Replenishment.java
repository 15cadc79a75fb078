package io.tidemark.node.issue;

import io.tidemark.core.Fault;
import io.tidemark.core.Kind;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one holding supplied, and the requests that find it empty waiting.
 *
 * <ol>
 *   <li>At most one reservation is on its way. If little was found to be held meanwhile, whether to
 *       make another is looked at when it returns.
 *   <li>A reservation that failed on its way is made again no sooner than after {@link
 *       #RETRY_NANOS}; one that the replicated state refused ends the wait of all who wait, and of
 *       all who come within {@link #REFUSED_NANOS}.
 *   <li>One that failed on its way is made again when a leader is in sight, even if nobody asks.
 *   <li>Nobody waits beyond the deadline, or once no leader has been in sight for a while.
 * </ol>
 */
final class Replenishment {

  /** How long to leave the cluster alone after a failed reservation. */
  private static final long RETRY_NANOS = 20_000_000;

  /** How long a refusal of the replicated state is believed. */
  private static final long REFUSED_NANOS = 200_000_000;

  /** How long a waiting request sleeps, unless woken, before it looks for a leader again. */
  private static final long LOOK_NANOS_MAX = 100_000_000;

  private final Kind kind;
  private final IssuingContext context;
  private final Supplier<@Nullable CompletableFuture<Supply>> reservation;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private volatile boolean onItsWay;
  private volatile boolean again;
  private volatile boolean ended;
  private volatile long notBeforeNanos;
  private @Nullable Problem refusal;
  private @Nullable Problem failure;

  /**
   * A way to one kind of holding.
   *
   * @param reservation reserves and, before its future completes, publishes what was granted; null
   *     if enough is held
   */
  Replenishment(
      Kind kind,
      IssuingContext context,
      Supplier<@Nullable CompletableFuture<Supply>> reservation) {
    this.kind = kind;
    this.context = context;
    this.reservation = reservation;
    this.notBeforeNanos = context.nanos().getAsLong();
  }

  /** Starts a reservation unless one is on its way or has just failed. Never blocks. */
  void trigger() {
    long begun = context.nanos().getAsLong();
    if (isOnItsWay() || begun - notBeforeNanos < 0) {
      return; // Without the lock: this is on the way of every request while little is held.
    }
    lock.lock();
    try {
      if (isOnItsWay() || begun - notBeforeNanos < 0) {
        return;
      }
      again = false;
      onItsWay = true;
    } finally {
      lock.unlock();
    }
    CompletableFuture<Supply> reserved;
    try {
      reserved = reservation.get();
    } catch (RuntimeException e) {
      onItsWay = false; // Or nothing would ever be reserved again.
      throw e;
    }
    if (reserved == null) {
      conclude(null, begun);
      return;
    }
    var _ =
        reserved.whenComplete(
            (supply, thrown) -> {
              if (thrown != null) {
                context
                    .faults()
                    .halt(new Fault(Fault.Cause.UNEXPECTED, "a reservation failed", thrown));
              } else {
                conclude(supply, begun);
              }
            });
  }

  /** If it is, it will be looked at again. */
  private boolean isOnItsWay() {
    if (onItsWay && !again) {
      again = true;
    }
    return onItsWay; // Read after that was written, or its return might have missed it.
  }

  /** Whether {@link #trigger} would start a reservation, or one is on its way. */
  boolean mayTrigger() {
    return onItsWay || context.nanos().getAsLong() - notBeforeNanos >= 0;
  }

  /** What is reserved for was dropped: nothing is made again, and those who wait look again. */
  void end() {
    ended = true;
    context.failed().remove(this);
    lock.lock();
    try {
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tries until the attempt yields, waiting for reservations between.
   *
   * @param attempt yields null while not enough is held
   */
  <T> Answer<T> await(Supplier<@Nullable Answer<T>> attempt, long deadlineNanos) {
    long begun = context.nanos().getAsLong();
    boolean waited = false;
    while (true) {
      Answer<T> answer = attempt.get();
      if (answer != null) {
        if (waited) {
          context.metrics().waited(kind, context.nanos().getAsLong() - begun);
        }
        return answer;
      }
      Problem problem = reasonToGiveUp(deadlineNanos);
      if (problem != null) {
        return Answer.denied(problem);
      }
      trigger();
      rest(deadlineNanos);
      waited = true;
    }
  }

  /** Takes note of how a reservation ended; null if none was needed. */
  private void conclude(@Nullable Supply supply, long begun) {
    long now = context.nanos().getAsLong();
    if (supply != null) {
      context.metrics().replenished(kind, now - begun, supply instanceof Supply.Held);
    }
    lock.lock();
    try {
      onItsWay = false;
      switch (supply) {
        case null -> {}
        case Supply.Held _ -> {
          failure = null;
          refusal = null;
          notBeforeNanos = now;
        }
        case Supply.Failed(Problem problem) -> {
          failure = problem;
          refusal = null;
          notBeforeNanos = now + RETRY_NANOS;
          remember();
        }
        case Supply.Denied(Problem problem) -> {
          if (problem.code() == Problem.Code.CLOCK_OUT_OF_BOUNDS) {
            context.metrics().clockRefused(kind);
          }
          refusal = problem;
          notBeforeNanos = now + REFUSED_NANOS;
        }
      }
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    if (supply instanceof Supply.Held && again) {
      trigger();
    }
  }

  private void remember() {
    if (!ended) {
      context.failed().add(this);
    }
    if (ended) {
      context.failed().remove(this); // Dropped meanwhile.
    }
  }

  private @Nullable Problem reasonToGiveUp(long deadlineNanos) {
    lock.lock();
    try {
      boolean believed = context.nanos().getAsLong() - notBeforeNanos < 0;
      if (refusal != null && believed) {
        return refusal;
      }
      if (context.sight().isLost()) {
        return Problem.unavailable(
            Problem.Code.NO_QUORUM,
            "this node has used up what it held, and sees no leader to reserve more; it needs a"
                + " majority of the members");
      }
      if (deadlineNanos - context.nanos().getAsLong() <= 0) {
        return failure != null
            ? failure
            : Problem.unavailable(
                Problem.Code.RANGE_EXHAUSTED,
                "this node has used up what it held, and no more came within %d ms"
                    .formatted(context.limits().requestMillisMax()));
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sleeps until the reservation returns or the next may be made, for a moment at most: the leader
   * may be lost meanwhile.
   */
  @SuppressWarnings("WaitNotInLoop") // The caller loops, and looks at more than this condition.
  private void rest(long deadlineNanos) {
    lock.lock();
    try {
      long now = context.nanos().getAsLong();
      long sleep = onItsWay ? LOOK_NANOS_MAX : Math.min(LOOK_NANOS_MAX, notBeforeNanos - now);
      if (sleep > 0) {
        returned.await(Math.clamp(deadlineNanos - now, 0, sleep), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a reservation", e);
    } finally {
      lock.unlock();
    }
  }
}
