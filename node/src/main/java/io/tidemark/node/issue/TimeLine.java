package io.tidemark.node.issue;

import io.tidemark.core.Fault;
import io.tidemark.core.Kind;
import io.tidemark.core.WindowOwner;
import io.tidemark.layout.Anatomy;
import io.tidemark.layout.StampCounter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The time line of this incarnation: the one counter that {@code uuid7} and {@code ulid} take their
 * stamps from.
 */
public final class TimeLine extends WindowLine {

  private final StampCounter counter;
  private long grantedEndMillis; // Touched by one reservation at a time.
  private volatile boolean started;

  /**
   * The time line of a registered process.
   *
   * @param originMillis a moment before every window of the process, such as the replicated time at
   *     its registration
   */
  public TimeLine(IssuingContext context, long originMillis) {
    super(Kind.UUID7, context);
    this.counter = new StampCounter(Anatomy.COUNTER_BITS, originMillis);
  }

  StampCounter counter() {
    return counter;
  }

  /**
   * Asks for a first window, so that the first request need not wait; does nothing once there was
   * one. To be called again until {@link #hasStarted}, because the first attempts are refused until
   * a majority has reported its clocks. Never blocks.
   */
  public void warmUp() {
    if (!started) {
      replenishment().trigger();
    }
  }

  /** Whether a window was ever granted: then requests need not be turned away any more. */
  public boolean hasStarted() {
    return started;
  }

  /** Whether IDs could be stamped now. */
  public boolean isStampable() {
    return isLive();
  }

  /**
   * Whether this node has heard of a majority lately enough that the rules which it knows are in
   * force; asks for the next window if not.
   */
  boolean isInForce() {
    return held(context().wall().millis()) != null;
  }

  /** How many milliseconds of the granted window lie ahead of the clock. */
  public long headroomMillis() {
    return aheadMillis();
  }

  /** Ends stamping for good. */
  @Override
  public void drop() {
    counter.poison();
    super.drop();
  }

  /**
   * Takes a block of stamps.
   *
   * @return the first stamp of {@link #counter}, or a negative number if that is not possible now
   */
  long take(int count) {
    long nowMillis = context().wall().millis();
    WindowHolding held = held(nowMillis);
    if (held == null) {
      return StampCounter.WINDOW_EXHAUSTED;
    }
    long first =
        counter.next(
            nowMillis,
            held.window().startMillis(),
            held.window().endMillis(),
            count,
            context().quick().next());
    if (first == StampCounter.WINDOW_EXHAUSTED) {
      usedUp(held);
    }
    return first;
  }

  @Override
  CompletableFuture<Supply> next() {
    return extend(new WindowOwner.TimeLine(context().incarnation()), -1, grantedEndMillis);
  }

  /** The line is this incarnation's alone: if it is not, another process took this one's place. */
  @Override
  @Nullable CompletableFuture<Supply> lost(String detail) {
    context().faults().halt(new Fault(Fault.Cause.SUPERSEDED, detail, null));
    return null;
  }

  @Override
  void ended(long endMillis) {
    grantedEndMillis = endMillis;
    started = true;
  }
}
