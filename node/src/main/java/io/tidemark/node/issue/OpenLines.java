package io.tidemark.node.issue;

import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which line of a sequence is issued from: the one of the present period, and the one of the next
 * period shortly before it begins.
 *
 * <ol>
 *   <li>After a period's end, what is held of it is dropped: its label is printed no more.
 *   <li>The next period's line is filled before it begins, so that nobody waits at midnight; it is
 *       not issued from before.
 * </ol>
 *
 * <p>Safe for use by many threads.
 */
final class OpenLines {

  /** How long before a period begins its first range is asked for. */
  static final long PREPARE_MILLIS = 20_000;

  private final PeriodCalendar calendar;
  private final LongSupplier millis;
  private final Function<PeriodSpan, OpenLine> opening;
  private final Object turn = new Object();
  private volatile @Nullable OpenLine current;
  private volatile @Nullable OpenLine next;
  private boolean dropped;

  OpenLines(PeriodCalendar calendar, LongSupplier millis, Function<PeriodSpan, OpenLine> opening) {
    this.calendar = calendar;
    this.millis = millis;
    this.opening = opening;
  }

  /** The line to issue from now. */
  OpenLine current() {
    OpenLine line = current;
    if (line != null && line.period() == null) {
      return line;
    }
    long now = millis.getAsLong();
    return line != null && now < line.span().window().endMillis() ? line : turnTo(now);
  }

  /** The next period's line, if it begins soon. */
  @Nullable OpenLine soon() {
    OpenLine line = current();
    if (line.period() == null
        || line.span().window().endMillis() - millis.getAsLong() > PREPARE_MILLIS) {
      return null;
    }
    OpenLine ready = next;
    return ready != null ? ready : prepare(line);
  }

  /** How many values could be issued, now or when their period begins. */
  long remaining(long nowNanos) {
    OpenLine line = current;
    OpenLine ready = next;
    return (line == null ? 0 : line.pool().remaining(nowNanos))
        + (ready == null ? 0 : ready.pool().remaining(nowNanos));
  }

  /** Ends every range, and all that is added later. */
  void drop() {
    OpenLine line;
    OpenLine ready;
    synchronized (turn) {
      dropped = true;
      line = current;
      ready = next;
    }
    drop(line);
    drop(ready);
  }

  private OpenLine turnTo(long now) {
    OpenLine over;
    OpenLine turned;
    synchronized (turn) {
      over = current;
      if (over != null && now < over.span().window().endMillis()) {
        return over; // Another thread was faster.
      }
      OpenLine ready = next;
      next = null;
      if (ready != null && ready.span().contains(now)) {
        turned = ready;
        ready = null;
      } else {
        turned = open(calendar.at(now));
      }
      current = turned;
      drop(ready);
    }
    drop(over);
    return turned;
  }

  private @Nullable OpenLine prepare(OpenLine line) {
    synchronized (turn) {
      if (next == null && current == line) {
        next = open(calendar.after(line.span()));
      }
      return next;
    }
  }

  private OpenLine open(PeriodSpan span) {
    OpenLine line = opening.apply(span);
    if (dropped) {
      line.pool().drop();
    }
    return line;
  }

  private static void drop(@Nullable OpenLine line) {
    if (line != null) {
      line.pool().drop();
    }
  }
}
