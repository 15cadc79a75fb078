package io.tidemark.core;

import io.tidemark.period.Reset;
import io.tidemark.template.MalformedTemplateException;
import io.tidemark.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The part of a rule that shapes a number line. May hold contradictions until {@link #faults()} is
 * empty.
 *
 * @param mode how values are issued; frozen
 * @param start the first value; frozen
 * @param step the distance between values; frozen
 * @param max the last value that may be given away, inclusive; values end there, they never cycle
 * @param rangeSizeMin the fewest values that a node reserves at once in mode {@code range}
 * @param rangeSizeMax the most values that a node reserves at once in mode {@code range}
 * @param template what the IDs look like; null for plain decimal numbers; frozen
 * @param reset how often the values start again; frozen
 * @param zone the IANA time zone in which periods begin and end; {@link #ZONE_DEFAULT} without
 *     reset; frozen. Only its form is judged here, because tables of zones differ between machines
 */
public record SequenceRule(
    SequenceMode mode,
    long start,
    long step,
    long max,
    long rangeSizeMin,
    long rangeSizeMax,
    @Nullable String template,
    Reset reset,
    String zone) {

  /** The zone of a rule that names none. */
  public static final String ZONE_DEFAULT = "UTC";

  private static final int ZONE_LENGTH_MAX = 64;

  /** The largest step. */
  public static final long STEP_MAX = 1_000_000_000L;

  /**
   * The largest value of any line: one largest step below 2^63, so that the end of a range never
   * overflows.
   */
  public static final long VALUE_MAX = Long.MAX_VALUE - STEP_MAX;

  /** The most values that one command may reserve. */
  public static final long RANGE_SIZE_MAX = 100_000_000L;

  /** Mode {@code range}, 1, 2, 3, ... */
  public static final SequenceRule DEFAULT =
      new SequenceRule(SequenceMode.RANGE, 1, 1, VALUE_MAX, 100, 10_000_000);

  /** A rule that prints plain decimal numbers and never resets. */
  public SequenceRule(
      SequenceMode mode, long start, long step, long max, long rangeSizeMin, long rangeSizeMax) {
    this(mode, start, step, max, rangeSizeMin, rangeSizeMax, null, Reset.NONE, ZONE_DEFAULT);
  }

  /** The same rule in another mode. */
  public SequenceRule withMode(SequenceMode other) {
    return new SequenceRule(
        other, start, step, max, rangeSizeMin, rangeSizeMax, template, reset, zone);
  }

  /** The same rule with other looks. */
  public SequenceRule withTemplate(@Nullable String other, Reset otherReset, String otherZone) {
    return new SequenceRule(
        mode, start, step, max, rangeSizeMin, rangeSizeMax, other, otherReset, otherZone);
  }

  /** Whether every version knows the rule: it prints plain numbers of one line. */
  boolean isPlain() {
    return template == null && reset == Reset.NONE && zone.equals(ZONE_DEFAULT);
  }

  /**
   * The compiled template, or null for plain decimal numbers.
   *
   * @throws IllegalStateException if the rule has {@link #faults}
   */
  public @Nullable Template compiled() {
    if (template == null) {
      return null;
    }
    try {
      return Template.compile(template, reset);
    } catch (MalformedTemplateException e) {
      throw new IllegalStateException("the rule was never checked: " + e.getMessage(), e);
    }
  }

  /** Whether the rule permutes its values. */
  boolean isOpaque() {
    Template compiled = compiled();
    return compiled != null && compiled.isOpaque();
  }

  /** The same rule, whose values end where the template can't print them any more. */
  public SequenceRule bounded() {
    Template compiled = compiled();
    return compiled == null || compiled.valueMax() >= max
        ? this
        : new SequenceRule(
            mode,
            start,
            step,
            compiled.valueMax(),
            rangeSizeMin,
            rangeSizeMax,
            template,
            reset,
            zone);
  }

  /** What contradicts itself or is out of bounds; empty for a rule that can be stored. */
  public List<FieldFault> faults() {
    List<FieldFault> faults = new ArrayList<>();
    if (start < 0 || start > VALUE_MAX) {
      faults.add(new FieldFault("start", "%d is not within 0..%d".formatted(start, VALUE_MAX)));
    }
    if (step < 1 || step > STEP_MAX) {
      faults.add(new FieldFault("step", "%d is not within 1..%d".formatted(step, STEP_MAX)));
    }
    if (max < start || max > VALUE_MAX) {
      faults.add(
          new FieldFault(
              "max", "%d is not within start (%d)..%d".formatted(max, start, VALUE_MAX)));
    }
    if (rangeSizeMin < 1 || rangeSizeMin > RANGE_SIZE_MAX) {
      faults.add(
          new FieldFault(
              "range_size_min", "%d is not within 1..%d".formatted(rangeSizeMin, RANGE_SIZE_MAX)));
    }
    if (rangeSizeMax < rangeSizeMin || rangeSizeMax > RANGE_SIZE_MAX) {
      faults.add(
          new FieldFault(
              "range_size_max",
              "%d is not within range_size_min (%d)..%d"
                  .formatted(rangeSizeMax, rangeSizeMin, RANGE_SIZE_MAX)));
    }
    faults.addAll(faultsOfLooks());
    return List.copyOf(faults);
  }

  private List<FieldFault> faultsOfLooks() {
    List<FieldFault> faults = new ArrayList<>();
    if (template != null) {
      try {
        long valueMax = Template.compile(template, reset).valueMax();
        if (start > valueMax) {
          faults.add(
              new FieldFault(
                  "start",
                  "%d is beyond %d, the last value that the template prints"
                      .formatted(start, valueMax)));
        }
      } catch (MalformedTemplateException e) {
        faults.add(new FieldFault("template", String.valueOf(e.getMessage())));
      }
    } else if (reset != Reset.NONE) {
      faults.add(
          new FieldFault(
              "template",
              "is required with reset %s: values start again, so the period must be printed"
                  .formatted(reset.name().toLowerCase(Locale.ROOT))));
    }
    if (!isZone(zone)) {
      faults.add(
          new FieldFault("zone", "'%s' is not the name of an IANA time zone".formatted(zone)));
    } else if (reset == Reset.NONE && !zone.equals(ZONE_DEFAULT)) {
      faults.add(new FieldFault("zone", "is only for a rule with reset; leave it out"));
    }
    return faults;
  }

  private static boolean isZone(String name) {
    return !name.isEmpty()
        && name.length() <= ZONE_LENGTH_MAX
        && name.chars().allMatch(SequenceRule::isOfZone);
  }

  private static boolean isOfZone(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "/_+-".indexOf(c) >= 0;
  }

  /**
   * How many values can still be reserved from a mark on.
   *
   * @param mark the first value never reserved; a whole number of steps after {@link #start}
   */
  public long remainingFrom(long mark) {
    return mark > max ? 0 : (max - mark) / step + 1;
  }

  /**
   * The value that comes so many after a mark of the line; behind the last value that any {@link
   * #max} allows if there are not so many, never wrapped around.
   *
   * @param mark a whole number of steps after {@link #start}
   * @param count how many values are passed over
   */
  long skip(long mark, long count) {
    long left = mark > VALUE_MAX ? 0 : (VALUE_MAX - mark) / step + 1;
    return mark + Math.min(count, left) * step;
  }

  /**
   * The first value of the line that is not below the given one; {@code value} must not exceed
   * {@link #VALUE_MAX}.
   */
  public long alignUp(long value) {
    long past = Math.max(0, value - start);
    long steps = past / step + (past % step == 0 ? 0 : 1);
    return start + steps * step;
  }
}
