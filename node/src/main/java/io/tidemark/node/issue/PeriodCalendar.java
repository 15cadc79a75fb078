package io.tidemark.node.issue;

import io.tidemark.core.SequenceRule;
import io.tidemark.core.TimeWindow;
import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Where the periods of a rule lie in time, by this machine's time zone tables.
 *
 * <ol>
 *   <li>Every moment lies in one span, and spans follow each other without a gap.
 *   <li>A period that was left is not entered again, though local time may repeat: its span ends
 *       where the next one begins first.
 * </ol>
 */
public final class PeriodCalendar {

  private final Reset reset;
  private final ZoneRules zone;

  private PeriodCalendar(Reset reset, ZoneRules zone) {
    this.reset = reset;
    this.zone = zone;
  }

  /** The calendar of a rule; empty if this machine doesn't know its zone. */
  public static Optional<PeriodCalendar> of(SequenceRule rule) {
    try {
      return Optional.of(new PeriodCalendar(rule.reset(), ZoneId.of(rule.zone()).getRules()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The span that a moment lies in. */
  public PeriodSpan at(long millis) {
    if (reset == Reset.NONE) {
      return PeriodSpan.ENDLESS;
    }
    LocalDateTime local = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), offsetAt(millis));
    PeriodSpan span = spanOf(reset.periodOf(local.toLocalDate(), local.getHour()));
    while (millis >= span.window().endMillis()) {
      span = after(span);
    }
    return span;
  }

  /** The span that follows; of an hour or a day that local time leaves out there is none. */
  public PeriodSpan after(PeriodSpan span) {
    PeriodSpan next = span;
    do {
      Period period = next.period();
      if (period == null) {
        return span;
      }
      next = spanOf(period.next());
    } while (next.window().startMillis() >= next.window().endMillis());
    return next;
  }

  private ZoneOffset offsetAt(long millis) {
    return zone.getOffset(Instant.ofEpochMilli(millis));
  }

  /** Where a period of the rule's reset lies; empty if local time leaves it out. */
  public PeriodSpan spanOf(Period period) {
    return new PeriodSpan(period, new TimeWindow(begin(period), begin(period.next())));
  }

  /** The first moment whose local time is not before the period. */
  private long begin(Period period) {
    LocalDateTime local = period.firstDay().atTime(period.hour(), 0);
    ZoneOffsetTransition transition = zone.getTransition(local);
    if (transition == null) {
      return local.toInstant(zone.getOffset(local)).toEpochMilli();
    }
    return transition.isGap()
        ? transition.getInstant().toEpochMilli()
        : local.toInstant(transition.getOffsetBefore()).toEpochMilli();
  }
}
