package io.tidemark.node.issue;

import io.tidemark.core.Command;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.SequenceRule;
import io.tidemark.layout.DecimalText;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Issues a sequence in mode {@code range}: from a range in use, with the next one ready behind it.
 *
 * <ol>
 *   <li>A range is held only after its committed reply arrived.
 *   <li>Values rise: a range is asked for only once the one before it arrived, so it lies above.
 *   <li>A range whose reply was lost is never issued from.
 * </ol>
 */
final class RangeIssuer implements Issuer {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final NamespaceRecord namespace;
  private final SequenceRule rule;
  private final IssuingContext context;
  private final Demand demand;
  private final Replenishment replenishment;
  private final RangePool pool = new RangePool(this::seal);

  /** No value below it can be reserved any more; the line's high-water mark or less. */
  private volatile long knownMark;

  private volatile boolean stale;

  RangeIssuer(NamespaceRecord namespace, SequenceRule rule, IssuingContext context) {
    this.namespace = namespace;
    this.rule = rule;
    this.context = context;
    this.demand = new Demand(context.nanos());
    this.replenishment = new Replenishment(Kind.SEQUENCE, context, this::reserve);
    this.knownMark = rule.start();
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  @Override
  public @Nullable Answer<List<String>> tryIssue(int count) {
    long now = context.nanos().getAsLong();
    List<RangePool.Block> blocks = pool.take(count, now);
    if (blocks != null) {
      demand.issued(count);
    }
    if (pool.isLow(soonNanos(now)) && rule.remainingFrom(knownMark) > 0) {
      replenishment.trigger();
    }
    if (blocks == null) {
      return null;
    }
    context.metrics().issued(Kind.SEQUENCE, count);
    return Answer.of(render(blocks, count));
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    demand.waits(count);
    try {
      return replenishment.await(() -> attempt(count), deadlineNanos);
    } finally {
      demand.waits(-count);
    }
  }

  @Override
  public void drop() {
    pool.drop();
    replenishment.wake();
  }

  @Override
  public long remaining() {
    return pool.remaining(context.nanos().getAsLong());
  }

  @Override
  public boolean isIdle() {
    return remaining() == 0;
  }

  @Override
  public boolean isStale() {
    return stale;
  }

  @Override
  public boolean isDropped() {
    return pool.isDropped();
  }

  /** Issues, or says why that can't come about by waiting; null while it can. */
  private @Nullable Answer<List<String>> attempt(int count) {
    if (pool.isDropped()) {
      return Answer.denied(Supply.dropped());
    }
    Answer<List<String>> answer = tryIssue(count);
    if (answer != null) {
      return answer;
    }
    long left = rule.remainingFrom(knownMark) + remaining();
    return left < count ? Answer.denied(exhausted(left, count)) : null;
  }

  private static List<String> render(List<RangePool.Block> blocks, int count) {
    List<String> ids = new ArrayList<>(count);
    for (RangePool.Block block : blocks) {
      for (long i = block.offset(); i < block.offset() + block.count(); i++) {
        ids.add(DecimalText.format(block.range().valueAt(i)));
      }
    }
    return ids;
  }

  /** A range that ends until then needs its successor now. */
  private long soonNanos(long nowNanos) {
    return nowNanos + context.limits().holdMillisMax() / 4 * NANOS_PER_MILLI;
  }

  private @Nullable CompletableFuture<Supply> reserve() {
    if (pool.isDropped()) {
      return CompletableFuture.completedFuture(new Supply.Denied(Supply.dropped()));
    }
    long now = context.nanos().getAsLong();
    if (!pool.isLow(soonNanos(now)) && pool.remaining(now) >= demand.waiting()) {
      return null;
    }
    long expiryNanos = context.expiryNanos();
    long wanted =
        Math.clamp(
            demand.covering(context.limits().demandMillis()),
            rule.rangeSizeMin(),
            rule.rangeSizeMax());
    Command command =
        new Command.ReserveRange(
            namespace.name(), namespace.generation(), PeriodLabel.NONE, 1, wanted);
    return context
        .proposer()
        .propose(command, namespace.tenant())
        .thenApply(proposal -> conclude(proposal, expiryNanos));
  }

  private Supply conclude(Proposal proposal, long expiryNanos) {
    if (proposal instanceof Proposal.Decided(_, Outcome.RangeReserved reserved, _)) {
      knownMark = Math.max(knownMark, reserved.range().end());
      pool.add(
          new RangeHolding(
              reserved.range(), reserved.namespaceNumber(), reserved.label(), expiryNanos));
      return new Supply.Held();
    }
    stale |= Supply.isStale(proposal);
    if (Supply.isRefusedFor(RejectionReason.SEQUENCE_EXHAUSTED, proposal)) {
      knownMark = rule.max() + 1;
    }
    return Supply.without(proposal);
  }

  private Problem exhausted(long left, int count) {
    return Supply.exhausted(namespace.name(), rule, left, count);
  }

  /** Says where issuing stopped; the rest is burned. Best effort. */
  private void seal(RangeHolding holding, long taken) {
    Command seal =
        new Command.SealRange(
            holding.namespaceNumber(),
            holding.label(),
            holding.range().first(),
            holding.range().valueAt(taken));
    var _ = context.proposer().propose(seal, namespace.tenant());
  }
}
