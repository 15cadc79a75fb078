package io.tidemark.node.issue;

import io.tidemark.core.PeriodLabel;
import io.tidemark.core.TimeWindow;
import io.tidemark.period.Period;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** What a process holds of one period's line, and how far it knows the line to be used up. */
final class OpenLine {

  private final PeriodLabel label;
  private final RangePool pool;
  private volatile PeriodSpan span;

  /** No value below it can be reserved any more; the line's high-water mark or less. */
  private volatile long knownMark;

  OpenLine(PeriodSpan span, long start, ObjLongConsumer<RangeHolding> ended) {
    this.span = span;
    this.label = span.label();
    this.knownMark = start;
    this.pool = new RangePool(ended);
  }

  PeriodLabel label() {
    return label;
  }

  @Nullable Period period() {
    return span.period();
  }

  PeriodSpan span() {
    return span;
  }

  RangePool pool() {
    return pool;
  }

  long knownMark() {
    return knownMark;
  }

  /** Takes note that nothing below can be reserved any more. */
  void usedUpTo(long mark) {
    knownMark = Math.max(knownMark, mark);
  }

  /** The period lies where the replicated state says, whatever this node's calendar says. */
  void granted(TimeWindow window) {
    if (span.period() != null) {
      span = new PeriodSpan(span.period(), window);
    }
  }
}
