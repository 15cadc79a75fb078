package io.tidemark.simulation;

import io.tidemark.core.NodeName;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.TimeWindow;
import io.tidemark.period.Reset;
import java.time.LocalDate;

/**
 * The time zone tables of a member, of a world whose hours last {@link #HOUR_MILLIS}, so that a run
 * sees several. The labels are those of real hours: replicated state believes whatever lies within
 * what zones can differ. Members' tables disagree a little.
 */
record SimulatedCalendar(long lateMillis) {

  static final long HOUR_MILLIS = 8_000;

  private static final LocalDate DAY = LocalDate.ofEpochDay(World.START_MILLIS / 86_400_000);
  private static final int HOURS = 24;
  private static final int FIRST_HOUR = 8;

  record Span(PeriodLabel label, TimeWindow window) {}

  /** The tables of a member; one of three has older ones. */
  static SimulatedCalendar of(NodeName member) {
    return new SimulatedCalendar(member.value().endsWith("2") ? 1_500 : 0);
  }

  /** The hour that a clock is in; the first or the last one if it is far off. */
  Span at(long millis) {
    long hour = Math.floorDiv(millis - lateMillis - World.START_MILLIS, HOUR_MILLIS) + FIRST_HOUR;
    return hour(Math.clamp(hour, 0, HOURS - 1));
  }

  private Span hour(int hour) {
    long begin = World.START_MILLIS + (hour - FIRST_HOUR) * HOUR_MILLIS + lateMillis;
    return new Span(
        new PeriodLabel(Reset.HOURLY.periodOf(DAY, hour).label()),
        new TimeWindow(begin, begin + HOUR_MILLIS));
  }

  /** An earlier hour, as if it lasted until now and longer. */
  Span stretched(long millis, int hoursBack) {
    long hour = Math.floorDiv(millis - lateMillis - World.START_MILLIS, HOUR_MILLIS) + FIRST_HOUR;
    Span before = hour(Math.clamp(hour - hoursBack, 0, HOURS - 1));
    return new Span(
        before.label(),
        new TimeWindow(before.window().startMillis(), before.window().startMillis() + 7_200_000));
  }
}
