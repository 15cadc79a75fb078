package io.tidemark.node.issue;

import io.tidemark.core.Command;
import io.tidemark.core.Kind;
import io.tidemark.core.Outcome;
import io.tidemark.core.TenantId;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerClass;
import io.tidemark.core.WorkerKey;
import io.tidemark.layout.SnowflakeLayout;
import io.tidemark.layout.StampCounter;
import io.tidemark.node.log.Proposal;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A snowflake worker number of one class that this process holds, claimed when first needed, or
 * before by {@link #warmUp}, and left to expire when it is not used.
 *
 * <ol>
 *   <li>There is one counter for each width of the sequence, whatever worker number it goes with.
 *       It serves all layouts of that width, which share their ticks and differ in the epoch only,
 *       so (tick, sequence) never repeats in the process, in whichever namespace.
 *   <li>A counter never holds up a number that was claimed later: a number is lost only once
 *       replicated time has passed the end of its window, and so all that was stamped with it; the
 *       next number's window begins after that.
 * </ol>
 */
public final class WorkerLine extends WindowLine {

  private final WorkerClass workerClass;
  private final Object lock = new Object();
  private volatile StampCounter @Nullable [] counters; // By width of the sequence.
  private volatile @Nullable WorkerKey worker;
  private boolean released;
  private long claimNonce;
  private long grantedEndMillis; // Touched by one reservation at a time.

  /** The worker line of a process for one class. */
  public WorkerLine(IssuingContext context, WorkerClass workerClass) {
    super(Kind.SNOWFLAKE, context);
    this.workerClass = workerClass;
  }

  /**
   * A block of stamps, or the news that the layout has no more.
   *
   * @param worker the number that they go with
   * @param first the first of them, of the counter; negative if there are no more
   */
  record Block(int worker, long first, StampCounter counter) {

    boolean isEnd() {
      return first < 0;
    }

    /** The tick of a stamp, counted from the layout's epoch. */
    long tickOf(long stamp, SnowflakeLayout layout) {
      return counter.tickOf(stamp) - layout.epochTick();
    }
  }

  /** Claims a number before anybody asks. Never blocks. */
  void warmUp() {
    replenishment().trigger();
  }

  /** Takes a block of stamps for a layout of the class; null if that is not possible now. */
  @Nullable Block take(SnowflakeLayout layout, int count) {
    long nowMillis = context().wall().millis();
    WindowHolding held = held(nowMillis);
    StampCounter[] all = counters;
    if (held == null || all == null) {
      return null;
    }
    StampCounter counter = all[layout.sequenceBits()];
    long windowEnd = ticksBefore(held.window().endMillis());
    long layoutEnd = layout.epochTick() + layout.tickEnd();
    long first =
        counter.next(
            ticksBefore(nowMillis),
            Math.max(ticksUpTo(held.window().startMillis()), layout.epochTick()),
            Math.min(windowEnd, layoutEnd),
            count,
            0);
    if (first >= 0) {
      return new Block(held.worker(), first, counter);
    }
    if (first == StampCounter.WINDOW_EXHAUSTED && windowEnd >= layoutEnd) {
      return new Block(held.worker(), first, counter);
    }
    usedUp(held);
    return null;
  }

  /** The tick since 1970 that contains a moment: as many as are over before it. */
  private long ticksBefore(long unixMillis) {
    return Math.floorDiv(unixMillis, workerClass.timeUnitMillis());
  }

  /** The first tick since 1970 that begins at or after a moment. */
  private long ticksUpTo(long unixMillis) {
    return Math.ceilDiv(unixMillis, workerClass.timeUnitMillis());
  }

  /** Ends stamping for good and gives the worker number back, best effort. */
  @Override
  public void drop() {
    synchronized (lock) {
      if (released) {
        return;
      }
      released = true;
      super.drop();
      WorkerKey owned = worker;
      if (owned != null) {
        var _ = context().proposer().propose(new Command.ReleaseWorker(owned, poisonedEndMillis()));
      }
    }
  }

  /** Ends all counters for good and tells the end of the last tick that one of them dealt. */
  private long poisonedEndMillis() {
    StampCounter[] all = counters;
    long endTick = 0;
    for (int bits = 1; all != null && bits < all.length; bits++) {
      long last = all[bits].poison();
      endTick = last < 0 ? endTick : Math.max(endTick, all[bits].tickOf(last) + 1);
    }
    return endTick * workerClass.timeUnitMillis();
  }

  @Override
  CompletableFuture<Supply> next() {
    WorkerKey owned = worker;
    if (owned != null) {
      return extend(new WindowOwner.Worker(owned), owned.number(), grantedEndMillis);
    }
    long expiryNanos = context().expiryNanos();
    if (claimNonce == 0) {
      claimNonce = context().proposer().nextNonce();
    }
    return context()
        .proposer()
        .propose(
            new Command.ClaimWorker(workerClass, wantedEndMillis()),
            claimNonce,
            TenantId.DEFAULT,
            "",
            "")
        .thenApply(proposal -> claimed(proposal, expiryNanos));
  }

  /** A claim whose answer was lost is repeated with its nonce until it is decided. */
  private Supply claimed(Proposal proposal, long expiryNanos) {
    if (proposal instanceof Proposal.Decided) {
      claimNonce = 0;
    }
    if (proposal instanceof Proposal.Decided(_, Outcome.WorkerClaimed claim, _)) {
      synchronized (lock) {
        worker = claim.worker();
        if (counters == null && !released) {
          counters = countersFrom(ticksUpTo(claim.window().startMillis()));
        }
      }
      publish(claim.worker().number(), claim.window(), expiryNanos);
      return new Supply.Held();
    }
    return Supply.without(proposal);
  }

  /** From the first window on, because a wide counter leaves few bits for ticks. */
  private static StampCounter[] countersFrom(long originTick) {
    StampCounter[] all = new StampCounter[SnowflakeLayout.SEQUENCE_BITS_MAX + 1];
    for (int bits = 1; bits < all.length; bits++) {
      all[bits] = new StampCounter(bits, originTick);
    }
    all[0] = all[1]; // No layout has a sequence of no bits.
    return all;
  }

  /** Another process claimed the number after its window had ended: claims one anew. */
  @Override
  CompletableFuture<Supply> lost(String detail) {
    worker = null;
    return next();
  }

  @Override
  void ended(long endMillis) {
    grantedEndMillis = endMillis;
  }
}
