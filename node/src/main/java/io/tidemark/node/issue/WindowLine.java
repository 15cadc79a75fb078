package io.tidemark.node.issue;

import io.tidemark.core.Command;
import io.tidemark.core.Fault;
import io.tidemark.core.Kind;
import io.tidemark.core.Outcome;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.TenantId;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import io.tidemark.node.log.Proposal;
import io.tidemark.node.service.Problem;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A time line that this process stamps on: its own, or that of a snowflake worker number. Keeps one
 * window held while it is used.
 *
 * <ol>
 *   <li>A window is published only after its committed reply arrived.
 *   <li>An extension whose answer was lost is repeated with the same nonce and end until it is
 *       decided, so that it can't lose the compare-and-set to itself. If the time asked for has
 *       passed meanwhile, the refusal decides it too, because replicated time never goes back. If
 *       it lies too far ahead, nothing is decided: an earlier copy, applied later, may be granted.
 *   <li>A compare-and-set that is lost to another process halts the node: this memory runs twice.
 * </ol>
 */
abstract class WindowLine {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** An extension by less is not worth a proposal. */
  private static final long EXTENSION_MILLIS_MIN = 20;

  private final IssuingContext context;
  private final Replenishment replenishment;
  private volatile @Nullable WindowHolding holding;
  private volatile @Nullable WindowHolding usedUp;
  private volatile boolean dropped;
  private volatile boolean asked;
  private boolean kept; // This and the next are touched by keepReady alone.
  private long keptUntilNanos;
  private @Nullable Extension undecided;

  WindowLine(Kind kind, IssuingContext context) {
    this.context = context;
    this.replenishment = new Replenishment(kind, context, this::reserve);
  }

  /** An extension that was proposed and not decided yet. */
  private record Extension(long nonce, WindowOwner owner, long expectedEnd, long newEnd) {}

  final IssuingContext context() {
    return context;
  }

  final Replenishment replenishment() {
    return replenishment;
  }

  /** The window to stamp in, or null. Asks for the next one in time. */
  final @Nullable WindowHolding held(long nowMillis) {
    if (!asked) {
      asked = true; // Written once for each look of keepReady, not by every request.
    }
    WindowHolding held = holding;
    long nowNanos = context.nanos().getAsLong();
    if (held == null || held.isExpired(nowNanos)) {
      replenishment.trigger();
      return null;
    }
    if (isLow(held, nowMillis, nowNanos)) {
      replenishment.trigger();
    }
    return held;
  }

  /**
   * Renews in time a window that was asked for of late, so that the next request finds one even if
   * the leader is lost before. To be called again and again, by one thread at a time. Never blocks.
   */
  final void keepReady() {
    long nowNanos = context.nanos().getAsLong();
    if (asked) {
      asked = false;
      kept = true;
      keptUntilNanos = nowNanos + context.limits().holdMillisMax() * NANOS_PER_MILLI;
    } else if (kept && nowNanos - keptUntilNanos >= 0) {
      kept = false;
    }
    WindowHolding held = holding;
    if (kept && held != null && isLow(held, context.wall().millis(), nowNanos)) {
      replenishment.trigger();
    }
  }

  /** Takes note that stamping has come to the end of a window, and asks for the next one. */
  final void usedUp(WindowHolding window) {
    usedUp = window;
    replenishment.trigger();
  }

  /** Whether something could be stamped now. */
  final boolean isLive() {
    WindowHolding held = holding;
    return held != null
        && !held.isExpired(context.nanos().getAsLong())
        && held.window().endMillis() > context.wall().millis();
  }

  /** How much of the window lies ahead of the clock. */
  final long aheadMillis() {
    WindowHolding held = holding;
    return held == null ? 0 : Math.max(0, held.window().endMillis() - context.wall().millis());
  }

  /** Takes the window away for good; a reservation that returns later changes nothing. */
  void drop() {
    dropped = true;
    holding = null;
    replenishment.end();
  }

  /** Reserves the next window, if it is needed; called for one reservation at a time. */
  @SuppressWarnings("ReferenceEquality") // The very holding that was found used up.
  private @Nullable CompletableFuture<Supply> reserve() {
    if (dropped) {
      return CompletableFuture.completedFuture(
          new Supply.Denied(
              Problem.unavailable(Problem.Code.DRAINING, "the node has stopped issuing")));
    }
    WindowHolding held = holding;
    boolean enough =
        held != null
            && held != usedUp
            && !isLow(held, context.wall().millis(), context.nanos().getAsLong());
    return enough ? null : next();
  }

  /** The owner to extend, or a claim of one. */
  abstract CompletableFuture<Supply> next();

  /** The end to ask for: so far ahead of the clock, or of replicated time if that is later. */
  final long wantedEndMillis() {
    return Math.max(context.wall().millis(), context.replicatedMillis().getAsLong())
        + context.limits().windowAheadMillis();
  }

  /** Extends the window of an owner from the end that this process knows. */
  final CompletableFuture<Supply> extend(WindowOwner owner, int worker, long knownEndMillis) {
    Extension repeated = undecided;
    if (repeated != null && repeated.owner().equals(owner)) {
      return propose(repeated, worker, true);
    }
    long end = wantedEndMillis();
    WindowHolding held = holding;
    if (held == null || endsSoon(held, context.nanos().getAsLong())) {
      // While replicated time stands still, a holding is renewed by the least extension.
      end = Math.max(end, knownEndMillis + EXTENSION_MILLIS_MIN);
    }
    if (end - knownEndMillis < EXTENSION_MILLIS_MIN) {
      return CompletableFuture.completedFuture(tooFast());
    }
    Extension first = new Extension(context.proposer().nextNonce(), owner, knownEndMillis, end);
    undecided = first;
    return propose(first, worker, false);
  }

  private CompletableFuture<Supply> propose(Extension extension, int worker, boolean repeated) {
    long expiryNanos = context.expiryNanos();
    Command command =
        new Command.ExtendWindow(extension.owner(), extension.expectedEnd(), extension.newEnd());
    return context
        .proposer()
        .propose(command, extension.nonce(), TenantId.DEFAULT, "", "")
        .thenCompose(
            proposal ->
                proposal instanceof Proposal.Decided(_, Outcome outcome, _)
                    ? decided(proposal, outcome, worker, extension, repeated, expiryNanos)
                    : CompletableFuture.completedFuture(Supply.without(proposal)));
  }

  private boolean isLow(WindowHolding held, long nowMillis, long nowNanos) {
    long left = held.window().endMillis() - Math.max(nowMillis, held.window().startMillis());
    return left <= context.limits().windowAheadMillis() / 2 || endsSoon(held, nowNanos);
  }

  private boolean endsSoon(WindowHolding held, long nowNanos) {
    return held.isExpired(nowNanos + context.limits().holdMillisMax() / 4 * NANOS_PER_MILLI);
  }

  private static Supply tooFast() {
    return new Supply.Failed(
        Problem.unavailable(
            Problem.Code.RANGE_EXHAUSTED,
            "IDs of this kind are asked for faster than a node can tell apart in time; ask another"
                + " node too"));
  }

  private CompletableFuture<Supply> decided(
      Proposal proposal,
      Outcome outcome,
      int worker,
      Extension extension,
      boolean repeated,
      long expiryNanos) {
    if (repeated && isAhead(extension, outcome)) {
      return CompletableFuture.completedFuture(Supply.without(proposal));
    }
    undecided = null;
    if (outcome instanceof Outcome.WindowExtended(TimeWindow window)) {
      publish(worker, window, expiryNanos);
      return CompletableFuture.completedFuture(new Supply.Held());
    }
    CompletableFuture<Supply> refused = CompletableFuture.completedFuture(Supply.without(proposal));
    if (!(outcome instanceof Outcome.Rejected(var reason, String detail, _))) {
      return refused;
    }
    return switch (reason) {
      case WINDOW_CONFLICT -> {
        context.faults().halt(new Fault(Fault.Cause.SUPERSEDED, detail, null));
        yield refused;
      }
      case NOT_OWNER -> {
        holding = null;
        CompletableFuture<Supply> other = lost(detail);
        yield other == null ? refused : other;
      }
      // What was asked for long ago has passed; asked for now, it may be granted.
      case CLOCK_OUT_OF_BOUNDS -> repeated ? next() : refused;
      default -> refused;
    };
  }

  /** Whether another copy of what was refused for its time may yet be granted. */
  private boolean isAhead(Extension extension, Outcome outcome) {
    return outcome instanceof Outcome.Rejected(var reason, String _, _)
        && reason == RejectionReason.CLOCK_OUT_OF_BOUNDS
        && extension.newEnd() > context.replicatedMillis().getAsLong();
  }

  /** The owner is not this process's any more; reserves another one, if there can be one. */
  abstract @Nullable CompletableFuture<Supply> lost(String detail);

  /** Makes a committed window usable; adjoining ones of one owner become one. */
  final void publish(int worker, TimeWindow window, long expiryNanos) {
    WindowHolding before = holding;
    boolean adjoins =
        before != null
            && before.worker() == worker
            && before.window().endMillis() == window.startMillis();
    TimeWindow usable = window;
    if (before != null && adjoins) {
      usable = new TimeWindow(before.window().startMillis(), window.endMillis());
    }
    holding = new WindowHolding(worker, usable, expiryNanos);
    if (dropped) {
      holding = null;
    }
    ended(window.endMillis());
  }

  /** Takes note of how far the owner's line is granted. */
  abstract void ended(long endMillis);
}
