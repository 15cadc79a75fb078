package io.tidemark.node.issue;

import io.tidemark.core.PeriodLabel;
import io.tidemark.core.TimeWindow;
import io.tidemark.period.Period;
import org.jspecify.annotations.Nullable;

/**
 * A period, and where it lies in time.
 *
 * @param period null for the one, endless span of a line that never resets
 */
public record PeriodSpan(@Nullable Period period, TimeWindow window) {

  /** All time, for a line that never resets. */
  static final PeriodSpan ENDLESS = new PeriodSpan(null, new TimeWindow(0, Long.MAX_VALUE));

  /** The key of its line. */
  public PeriodLabel label() {
    return period == null ? PeriodLabel.NONE : new PeriodLabel(period.label());
  }

  /** The window as a proposal carries it. */
  public TimeWindow proposed() {
    return period == null ? TimeWindow.EMPTY : window;
  }

  boolean contains(long millis) {
    return millis >= window.startMillis() && millis < window.endMillis();
  }
}
