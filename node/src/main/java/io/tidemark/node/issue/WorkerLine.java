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
 * A snowflake worker number that this process holds, claimed when first needed. One counter serves
 * all numbers that the process ever holds for the layout, and all namespaces that use the layout,
 * so (tick, sequence) never repeats in the process, whatever number it goes with.
 */
public final class WorkerLine extends WindowLine {

  private final SnowflakeLayout layout;
  private final WorkerClass workerClass;
  private final StampCounter counter;
  private volatile @Nullable WorkerKey worker;
  private long claimNonce;
  private long grantedEndMillis; // Touched by one reservation at a time.

  /** The worker line of a process for one layout. */
  public WorkerLine(IssuingContext context, SnowflakeLayout layout) {
    super(Kind.SNOWFLAKE, context);
    this.layout = layout;
    this.workerClass = new WorkerClass(layout.timeUnitMillis(), layout.workerBits());
    this.counter = new StampCounter(layout.sequenceBits(), 0);
  }

  SnowflakeLayout layout() {
    return layout;
  }

  StampCounter counter() {
    return counter;
  }

  /** A block of stamps and the worker number that they go with. */
  record Block(int worker, long first) {}

  /** Takes a block of stamps, or null if that is not possible now. */
  @Nullable Block take(int count) {
    long nowMillis = context().wall().millis();
    WindowHolding held = held(nowMillis);
    if (held == null) {
      return null;
    }
    long end = Math.min(layout.tickAt(held.window().endMillis()), layout.tickEnd());
    long first =
        counter.next(
            layout.tickAt(nowMillis),
            layout.firstTickFrom(held.window().startMillis()),
            end,
            count,
            0);
    if (first >= 0) {
      return new Block(held.worker(), first);
    }
    usedUp(held);
    return null;
  }

  /** Ends stamping for good and gives the worker number back, best effort. */
  @Override
  public void drop() {
    long last = counter.poison();
    if (last == StampCounter.POISONED) {
      return; // Only the first to come knows how far stamping went.
    }
    super.drop();
    WorkerKey owned = worker;
    if (owned != null) {
      long usedUntil = last < 0 ? 0 : layout.millisAt(counter.tickOf(last) + 1);
      var _ = context().proposer().propose(new Command.ReleaseWorker(owned, usedUntil));
    }
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
      worker = claim.worker();
      publish(claim.worker().number(), claim.window(), expiryNanos);
      return new Supply.Held();
    }
    return Supply.without(proposal);
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
