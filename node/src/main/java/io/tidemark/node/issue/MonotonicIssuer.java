package io.tidemark.node.issue;

import io.tidemark.core.Command;
import io.tidemark.core.IdRange;
import io.tidemark.core.Kind;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.SequenceRule;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.IdText;
import io.tidemark.node.service.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Issues a sequence in mode {@code monotonic}: requests that arrive together share one reservation
 * of their values, proposed after they arrived.
 *
 * <ol>
 *   <li>A value is dealt only from a reservation that was proposed after its request arrived, so an
 *       ID asked for after another was received is larger, on any node: log order is enough.
 *   <li>Values are dealt in the order of arrival; what nobody takes is burned, never kept.
 *   <li>At most one reservation is on its way.
 *   <li>A request is either among those that arrived, or in the group of the reservation on its
 *       way, or has ended.
 * </ol>
 */
final class MonotonicIssuer implements Issuer {

  private final NamespaceRecord namespace;
  private final SequenceRule rule;
  private final PeriodCalendar calendar;
  private final IssuingContext context;
  private final SequencePrinter printer;
  private final Replenishment replenishment;
  private final Object lock = new Object();
  private final LinkedHashSet<Asked> arrived = new LinkedHashSet<>();
  private volatile boolean dropped;
  private volatile boolean stale;

  /** The last line that is known to have come to its end: it never goes back. */
  private volatile @Nullable PeriodLabel usedUp;

  /**
   * An issuer to which nobody has come yet.
   *
   * @param calendar of the rule
   */
  MonotonicIssuer(
      NamespaceRecord namespace,
      SequenceRule rule,
      PeriodCalendar calendar,
      IssuingContext context) {
    this.namespace = namespace;
    this.rule = rule.bounded();
    this.calendar = calendar;
    this.context = context;
    this.printer = context.printing().of(namespace.tenant(), namespace.name(), rule);
    this.replenishment = new Replenishment(Kind.SEQUENCE, context, this::reserve);
  }

  /** One request. Its fields are guarded by the lock. */
  private static final class Asked {
    final int count;
    @Nullable Dealt dealt;
    @Nullable Problem problem;
    boolean givenUp;

    Asked(int count) {
      this.count = count;
    }
  }

  /** The values of one request. */
  private record Dealt(PeriodSpan span, IdRange range, long offset, int count) {

    List<String> print(SequencePrinter printer) {
      IdText text = new IdText();
      printer.print(span.period(), List.of(new RangePool.Block(range, offset, count)), text);
      return text.ids();
    }
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  /** Nothing is ever held. */
  @Override
  public @Nullable Answer<IdText> tryIssue(int count, IdText text) {
    return null;
  }

  @Override
  public Answer<List<String>> issue(int count, long deadlineNanos) {
    if (usedUp != null && present().label().equals(usedUp)) {
      return Answer.denied(Supply.exhausted(namespace.name(), rule, 0, count));
    }
    Asked asked = new Asked(count);
    synchronized (lock) {
      arrived.add(asked);
    }
    Answer<List<String>> answer = replenishment.await(() -> answerOf(asked), deadlineNanos);
    if (answer instanceof Answer.Denied) {
      giveUp(asked);
      Answer<List<String>> late = answerOf(asked);
      return late != null ? late : answer;
    }
    return answer;
  }

  @Override
  public void drop() {
    dropped = true;
    replenishment.end();
  }

  @Override
  public long remaining() {
    return 0;
  }

  @Override
  public boolean isStale() {
    return stale;
  }

  @Override
  public boolean isDropped() {
    return dropped;
  }

  /** How many requests wait for the next reservation. */
  int waiting() {
    synchronized (lock) {
      return arrived.size();
    }
  }

  private @Nullable Answer<List<String>> answerOf(Asked asked) {
    Dealt dealt;
    synchronized (lock) {
      if (asked.problem != null) {
        return Answer.denied(asked.problem);
      }
      dealt = asked.dealt;
    }
    if (dealt == null) {
      return dropped ? Answer.denied(Supply.dropped()) : null;
    }
    context.metrics().issued(Kind.SEQUENCE, dealt.count());
    return Answer.of(dealt.print(printer));
  }

  /**
   * The period of replicated time. It begins a little late, because replicated time lags, but in
   * the order of the log: no node prints of a period after another printed of the next one.
   */
  private PeriodSpan present() {
    return calendar.at(context.periodClock().replicatedMillis());
  }

  private void giveUp(Asked asked) {
    synchronized (lock) {
      asked.givenUp = true;
      arrived.remove(asked);
    }
  }

  private @Nullable CompletableFuture<Supply> reserve() {
    List<Asked> group = new ArrayList<>();
    long total = 0;
    long fewest = Long.MAX_VALUE;
    synchronized (lock) {
      while (!arrived.isEmpty()) {
        Asked asked = arrived.getFirst();
        if (!group.isEmpty() && total + asked.count > rule.rangeSizeMax()) {
          break;
        }
        group.add(arrived.removeFirst());
        total += asked.count;
        fewest = Math.min(fewest, asked.count);
      }
    }
    if (group.isEmpty()) {
      return null;
    }
    long countMin = fewest;
    PeriodSpan span = present();
    Command command =
        new Command.ReserveRange(
            namespace.name(),
            namespace.generation(),
            span.label(),
            countMin,
            total,
            span.proposed());
    return context
        .proposer()
        .propose(command, namespace.tenant())
        .thenApply(proposal -> conclude(proposal, span, group, countMin));
  }

  private Supply conclude(Proposal proposal, PeriodSpan span, List<Asked> group, long countMin) {
    if (proposal instanceof Proposal.Decided(_, Outcome.RangeReserved reserved, _)) {
      if (rule.remainingFrom(reserved.range().end()) == 0) {
        usedUp = span.label();
      }
      deal(span, reserved.range(), group);
      return new Supply.Held();
    }
    if (Supply.isUntimely(proposal, context.periodClock())
        && !present().label().equals(span.label())) {
      putBack(group);
      return new Supply.Held(); // The period ended on the way: the next one's line is at hand.
    }
    if (proposal instanceof Proposal.Decided(_, Outcome.Rejected rejected, _)
        && rejected.reason() == RejectionReason.SEQUENCE_EXHAUSTED) {
      // It is about this group alone: who asks for fewer may still get them.
      if (countMin == 1) {
        usedUp = span.label();
      }
      deny(group, Problem.of(rejected));
      return new Supply.Held();
    }
    stale |= Supply.isStale(proposal);
    putBack(group);
    return Supply.without(proposal);
  }

  private void deal(PeriodSpan span, IdRange range, List<Asked> group) {
    synchronized (lock) {
      long offset = 0;
      for (Asked asked : group) {
        long left = range.count() - offset;
        if (asked.givenUp) {
          continue;
        }
        if (left < asked.count) {
          asked.problem = Supply.exhausted(namespace.name(), rule, left, asked.count);
        } else {
          asked.dealt = new Dealt(span, range, offset, asked.count);
          offset += asked.count;
        }
      }
    }
  }

  private void deny(List<Asked> group, Problem problem) {
    synchronized (lock) {
      group.forEach(asked -> asked.problem = problem);
    }
  }

  /** Lets a group that got nothing be first in the next one. */
  private void putBack(List<Asked> group) {
    synchronized (lock) {
      for (Asked asked : group.reversed()) {
        if (!asked.givenUp) {
          arrived.addFirst(asked);
        }
      }
    }
  }
}
