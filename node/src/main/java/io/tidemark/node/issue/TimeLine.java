package io.tidemark.node.issue;

import io.tidemark.core.Fault;
import io.tidemark.core.Kind;
import io.tidemark.core.WindowOwner;
import io.tidemark.layout.Anatomy;
import io.tidemark.layout.ObjectIdLayout;
import io.tidemark.layout.StampCounter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The time line of this incarnation, and the counters on it: one of milliseconds that {@code
 * uuid7}, {@code ulid}, {@code typeid} and {@code ksuid} take their stamps from, and one of seconds
 * for {@code objectid}. Whatever namespace a stamp is for, no other gets it.
 */
public final class TimeLine extends WindowLine {

  /** Returned instead of a stamp: the kind has no IDs for times after the window. */
  static final long KIND_ENDED = -3;

  private final Stamps millis;
  private final Stamps seconds;
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
    this.millis = new Stamps(1, Anatomy.COUNTER_BITS, originMillis);
    this.seconds = new Stamps(1_000, ObjectIdLayout.COUNTER_BITS, originMillis);
  }

  /** The stamps whose ticks are milliseconds. */
  Stamps millis() {
    return millis;
  }

  /** The stamps whose ticks are seconds. */
  Stamps seconds() {
    return seconds;
  }

  /**
   * Asks for a first window, so that the first request need not wait; does nothing once there was
   * one. To be called again until {@link #hasStarted}, because the first attempts are refused until
   * a majority has reported its clocks. Never blocks.
   */
  void warmUp() {
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
    millis.counter.poison();
    seconds.counter.poison();
    super.drop();
  }

  /** Stamps of one length of tick. The counter is never replaced, so none is dealt twice. */
  final class Stamps {

    private final int tickMillis;
    private final StampCounter counter;

    private Stamps(int tickMillis, int counterBits, long originMillis) {
      this.tickMillis = tickMillis;
      this.counter = new StampCounter(counterBits, originMillis / tickMillis);
    }

    StampCounter counter() {
      return counter;
    }

    /**
     * Takes a block of stamps. A tick that sticks out of the window may be used, because the line
     * is this incarnation's alone; the moment at which it begins lies before the window's end.
     *
     * @param endMillis the first moment for which the kind has no IDs
     * @return the first stamp of the counter, or a negative number if that is not possible now, or
     *     {@link #KIND_ENDED} if it never will be
     */
    long take(int count, long endMillis) {
      long nowMillis = context().wall().millis();
      WindowHolding held = held(nowMillis);
      if (held == null) {
        return StampCounter.WINDOW_EXHAUSTED;
      }
      long windowEnd = held.window().endMillis();
      long first =
          counter.next(
              Math.floorDiv(nowMillis, tickMillis),
              Math.floorDiv(held.window().startMillis(), tickMillis),
              Math.ceilDiv(Math.min(windowEnd, endMillis), tickMillis),
              count,
              context().quick().next());
      if (first == StampCounter.WINDOW_EXHAUSTED) {
        if (windowEnd >= endMillis) {
          return KIND_ENDED;
        }
        usedUp(held);
      }
      return first;
    }
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
