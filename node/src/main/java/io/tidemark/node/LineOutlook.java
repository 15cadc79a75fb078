package io.tidemark.node;

import io.tidemark.core.Command;
import io.tidemark.core.FieldFault;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.node.issue.PeriodCalendar;
import io.tidemark.node.issue.PeriodSpan;
import io.tidemark.node.issue.SequencePrinter;
import io.tidemark.node.issue.SequencePrinting;
import io.tidemark.node.service.Answer;
import io.tidemark.node.service.Namespaces;
import io.tidemark.node.service.Namespaces.Listed;
import io.tidemark.node.service.Namespaces.Preview;
import io.tidemark.node.service.Namespaces.Standing;
import io.tidemark.node.service.Problem;
import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where the lines of sequences stand, how long they last, and what their coming IDs look like. */
final class LineOutlook {

  /** A forecast beyond a thousand years says nothing. */
  private static final double FORECAST_MILLIS_MAX = 1_000 * 365.25 * 24 * 3_600_000;

  private final SequencePrinting printing;
  private final InstantSource wall;

  LineOutlook(SequencePrinting printing, InstantSource wall) {
    this.printing = printing;
    this.wall = wall;
  }

  /** Why this node can't go by the rule; null if it can. */
  static @Nullable Problem refusal(NamespaceName name, NamespaceRule rule) {
    SequenceRule sequence = rule.sequence();
    if (sequence == null || PeriodCalendar.of(sequence).isPresent()) {
      return null;
    }
    FieldFault fault =
        new FieldFault(
            "zone",
            "'%s' is unknown to this node's time zone tables; write an IANA name, such as Europe/Berlin"
                .formatted(sequence.zone()));
    return Problem.refused(
        Problem.Code.RULE_INVALID,
        "the rule of namespace %s is not valid: zone %s".formatted(name, fault.detail()),
        List.of(fault));
  }

  /** A namespace, and where the line of the present period stands. */
  Listed listed(View view, NamespaceRecord namespace) {
    SequenceRule rule = namespace.rule().sequence();
    if (rule == null) {
      return new Listed(namespace, OptionalLong.empty());
    }
    Optional<PeriodSpan> span = present(view, rule);
    if (span.isEmpty()) {
      return new Listed(namespace, OptionalLong.empty());
    }
    LineKey key = key(namespace, span.get().label());
    LineRecord line = view.lines().get(key);
    long first = view.cluster().floor().firstValueOf(rule, key.label());
    long mark = line == null ? first : line.highWaterMark();
    SequenceRule bounded = rule.bounded();
    long left = bounded.remainingFrom(mark);
    Standing standing =
        new Standing(
            Optional.ofNullable(span.get().period()).map(Period::label),
            left,
            bounded.remainingFrom(rule.start()),
            exhausted(view, key, rule, mark, left)
                .filter(end -> end.toEpochMilli() < span.get().window().endMillis()));
    return new Listed(namespace, OptionalLong.of(mark), Optional.of(standing));
  }

  /**
   * What the coming IDs look like.
   *
   * @param stored the namespace, if it exists
   */
  Answer<Preview> preview(
      View view,
      TenantId tenant,
      NamespaceName name,
      NamespaceRule rule,
      @Nullable NamespaceRecord stored) {
    SequenceRule sequence = rule.sequence();
    if (sequence == null) {
      return Answer.denied(
          Problem.refused(
              Problem.Code.WRONG_KIND,
              "only a sequence can be previewed; other kinds show a time"));
    }
    Optional<PeriodSpan> span = present(view, sequence);
    if (span.isEmpty() || !printing.knowsKeyOf(sequence)) {
      Problem unknown = refusal(name, rule);
      return Answer.denied(unknown != null ? unknown : withoutSecret(name));
    }
    LineRecord line = stored == null ? null : view.lines().get(key(stored, span.get().label()));
    SequencePrinter printer = printing.of(tenant, name, sequence);
    SequenceRule bounded = sequence.bounded();
    long value =
        line == null
            ? view.cluster().floor().firstValueOf(sequence, span.get().label())
            : line.highWaterMark();
    List<String> examples = new ArrayList<>();
    while (examples.size() < Namespaces.PREVIEW_IDS && bounded.remainingFrom(value) > 0) {
      examples.add(printer.print(span.get().period(), value));
      value += bounded.step();
    }
    return Answer.of(
        new Preview(Optional.ofNullable(span.get().period()).map(Period::label), examples));
  }

  /** What raises the mark of a period's line. */
  Answer<Command> raising(
      @Nullable NamespaceRecord namespace, NamespaceName name, Optional<String> period, long to) {
    SequenceRule rule = namespace == null ? null : namespace.rule().sequence();
    if (rule == null || (rule.reset() == Reset.NONE && period.isEmpty())) {
      return Answer.of(new Command.RaiseHighWaterMark(name, PeriodLabel.NONE, to));
    }
    Optional<Period> parsed = period.flatMap(label -> Period.parse(rule.reset(), label));
    Optional<PeriodCalendar> calendar = PeriodCalendar.of(rule);
    if (parsed.isEmpty() || calendar.isEmpty()) {
      String detail =
          rule.reset() == Reset.NONE
              ? "is not for a namespace that never resets; leave it out"
              : "must name the period whose mark is meant, as %s does"
                  .formatted(
                      rule.reset()
                          .periodOf(LocalDate.ofEpochDay(wall.millis() / 86_400_000), 0)
                          .label());
      return Answer.denied(
          Problem.refused(
              Problem.Code.RULE_INVALID,
              "the mark of %s can't be raised: period %s".formatted(name, detail),
              List.of(new FieldFault("period", detail))));
    }
    PeriodSpan span = calendar.get().spanOf(parsed.get());
    return Answer.of(new Command.RaiseHighWaterMark(name, span.label(), to, span.proposed()));
  }

  private Optional<PeriodSpan> present(View view, SequenceRule rule) {
    long replicated = view.cluster().replicatedTimeMillis();
    long latest = replicated + ReplicatedState.PERIOD_AHEAD_MILLIS_MAX;
    long now = replicated == 0 ? wall.millis() : Math.clamp(wall.millis(), replicated, latest);
    return PeriodCalendar.of(rule).map(calendar -> calendar.at(now));
  }

  /**
   * When a line ends if it goes on as since the oldest of its ranges on record; empty if fewer than
   * two tell a rate.
   */
  private static Optional<Instant> exhausted(
      View view, LineKey line, SequenceRule rule, long mark, long left) {
    long[] oldest = {-1, 0};
    view.ranges()
        .scan(
            new RangeKey(line, 0),
            (key, range) -> {
              if (key.line().equals(line)) {
                oldest[0] = range.end();
                oldest[1] = range.reservedMillis();
              }
              return false;
            });
    long now = view.cluster().replicatedTimeMillis();
    long passed = now - oldest[1];
    long taken = oldest[0] < 0 ? 0 : (mark - oldest[0]) / rule.step();
    double millis = taken <= 0 || passed <= 0 ? Double.MAX_VALUE : (double) left * passed / taken;
    return millis > FORECAST_MILLIS_MAX
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(now + (long) millis));
  }

  private static Problem withoutSecret(NamespaceName name) {
    return Problem.refused(
        Problem.Code.RULE_INVALID,
        "the IDs of %s can't be shown: this cluster has no secret yet".formatted(name),
        List.of(new FieldFault("template", "{opaque} needs the cluster's secret")));
  }

  private static LineKey key(NamespaceRecord namespace, PeriodLabel label) {
    return new LineKey(namespace.tenant(), namespace.number(), label);
  }
}
