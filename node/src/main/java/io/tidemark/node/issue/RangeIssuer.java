package io.tidemark.node.issue;

import io.tidemark.core.Command;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.Problem;
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
 *   <li>A range of a period is issued from within the period alone, and printed with its label.
 * </ol>
 */
final class RangeIssuer implements Issuer {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /**
   * While more than this is left of the range in use, and for long enough, requests for one value
   * look only now and then whether enough is held: after {@link #LOOK_EACH} of them.
   */
  private static final int MUCH_LEFT = 1_024;

  private static final int LOOK_EACH = 16;

  private final NamespaceRecord namespace;
  private final SequenceRule rule;
  private final IssuingContext context;
  private final SequencePrinter printer;
  private final Demand demand;
  private final Replenishment replenishment;
  private final OpenLines lines;
  private volatile boolean dropped;
  private volatile boolean stale;

  /**
   * An issuer without ranges.
   *
   * @param calendar of the rule
   */
  RangeIssuer(
      NamespaceRecord namespace,
      SequenceRule rule,
      PeriodCalendar calendar,
      IssuingContext context) {
    this.namespace = namespace;
    this.rule = rule.bounded();
    this.context = context;
    this.printer = context.printing().of(namespace.tenant(), namespace.name(), rule);
    this.demand = new Demand(context.nanos(), context.limits().demandMillis());
    this.replenishment = new Replenishment(Kind.SEQUENCE, context, this::reserve);
    this.lines =
        new OpenLines(
            calendar,
            context.periodClock()::millis,
            span -> new OpenLine(span, rule.start(), this::seal));
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  @Override
  public @Nullable Answer<IdText> tryIssue(int count, IdText text) {
    long now = context.nanos().getAsLong();
    OpenLine line = lines.current();
    List<RangePool.Block> blocks = line.pool().take(count, now);
    if (blocks != null) {
      demand.issued(count);
    }
    if (isLow(line, now)
        || isLow(lines.soon(), now)
        || (blocks != null && looks(blocks, line, now) && isShort(line, now))) {
      replenishment.trigger();
    }
    if (blocks == null) {
      return null;
    }
    context.metrics().issued(Kind.SEQUENCE, count);
    printer.print(line.period(), blocks, text);
    return text.granted();
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
    dropped = true;
    lines.drop();
    replenishment.end();
  }

  @Override
  public long remaining() {
    return lines.remaining(context.nanos().getAsLong());
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
    return dropped;
  }

  /** Issues, or says why that can't come about by waiting; null while it can. */
  private @Nullable Answer<List<String>> attempt(int count) {
    if (dropped) {
      return Answer.denied(Supply.dropped());
    }
    Answer<List<String>> answer = tryIssue(count);
    if (answer != null) {
      return answer;
    }
    OpenLine line = lines.current();
    long left =
        rule.remainingFrom(line.knownMark()) + line.pool().remaining(context.nanos().getAsLong());
    return left < count ? Answer.denied(exhausted(left, count)) : null;
  }

  /** Whether the line should be reserved from, and can be. */
  private boolean isLow(@Nullable OpenLine line, long nowNanos) {
    return line != null
        && line.pool().isLow(soonNanos(nowNanos))
        && rule.remainingFrom(line.knownMark()) > 0;
  }

  /** Whether to look closer after these. */
  private boolean looks(List<RangePool.Block> blocks, OpenLine line, long nowNanos) {
    RangePool.Block block = blocks.getFirst();
    return block.count() > 1
        || block.offset() % LOOK_EACH == 0
        || !line.pool().isPlenty(MUCH_LEFT, soonNanos(nowNanos));
  }

  /** Whether what was issued of late could not be issued once more, and more can be reserved. */
  private boolean isShort(OpenLine line, long nowNanos) {
    return rule.remainingFrom(line.knownMark()) > 0
        && line.pool().remaining(soonNanos(nowNanos)) < lately(nowNanos);
  }

  /** What is to be held for it; no more than a range, however much it was. */
  private long lately(long nowNanos) {
    long issued = demand.lately(nowNanos);
    // Where looks are rare, so many more may be issued until the next, and so many fewer be held.
    long unseen = issued < MUCH_LEFT ? 0 : 2 * LOOK_EACH;
    return Math.min(issued + unseen, rule.rangeSizeMax());
  }

  /** A range that ends until then needs its successor now. */
  private long soonNanos(long nowNanos) {
    return nowNanos + context.limits().holdMillisMax() / 4 * NANOS_PER_MILLI;
  }

  private @Nullable CompletableFuture<Supply> reserve() {
    if (dropped) {
      return CompletableFuture.completedFuture(new Supply.Denied(Supply.dropped()));
    }
    OpenLine line = lineToFill();
    if (line == null) {
      return null;
    }
    long expiryNanos = context.expiryNanos();
    long covering = Math.max(demand.covering(), lately(context.nanos().getAsLong()));
    long wanted = Math.clamp(covering, rule.rangeSizeMin(), rule.rangeSizeMax());
    Command command =
        new Command.ReserveRange(
            namespace.name(),
            namespace.generation(),
            line.label(),
            1,
            wanted,
            line.span().proposed());
    return context
        .proposer()
        .propose(command, namespace.tenant())
        .thenApply(proposal -> conclude(proposal, line, expiryNanos));
  }

  /** The line in use if it needs more, or else the next one; null if enough is held. */
  private @Nullable OpenLine lineToFill() {
    long now = context.nanos().getAsLong();
    long soon = soonNanos(now);
    OpenLine line = lines.current();
    if (rule.remainingFrom(line.knownMark()) > 0
        && (line.pool().isLow(soon)
            || line.pool().remaining(soon) < Math.max(demand.waiting(), lately(now)))) {
      return line;
    }
    OpenLine next = lines.soon();
    return isLow(next, now) ? next : null;
  }

  private Supply conclude(Proposal proposal, OpenLine line, long expiryNanos) {
    if (proposal instanceof Proposal.Decided(_, Outcome.RangeReserved reserved, _)) {
      line.granted(reserved.period());
      line.usedUpTo(reserved.range().end());
      line.pool()
          .add(
              new RangeHolding(
                  reserved.range(), reserved.namespaceNumber(), reserved.label(), expiryNanos));
      return new Supply.Held();
    }
    stale |= Supply.isStale(proposal);
    if (Supply.isRefusedFor(RejectionReason.SEQUENCE_EXHAUSTED, proposal)) {
      line.usedUpTo(rule.max() + 1);
      return new Supply.Held(); // Those who wait are told by this line's mark, and not of the next.
    }
    if (Supply.isUntimely(proposal, context.periodClock()) && lines.current() != line) {
      return new Supply.Held(); // The period ended on the way: the next one's line is at hand.
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
