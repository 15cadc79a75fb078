package io.tidemark.jepsen.run;

import io.tidemark.jepsen.checker.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a release must show of one figure.
 *
 * @param checker whose figure it is
 * @param figure its name
 * @param relation what it is held against
 * @param bound in the figure's unit; of no meaning if it is only told
 */
record Demand(String checker, String figure, Relation relation, double bound) {

  enum Relation {
    AT_MOST,
    AT_LEAST,
    /** It is worth knowing, and nothing is demanded. */
    TOLD
  }

  static Demand atMost(String checker, String figure, double bound) {
    return new Demand(checker, figure, Relation.AT_MOST, bound);
  }

  static Demand atLeast(String checker, String figure, double bound) {
    return new Demand(checker, figure, Relation.AT_LEAST, bound);
  }

  static Demand told(String checker, String figure) {
    return new Demand(checker, figure, Relation.TOLD, 0);
  }

  /** The figure; empty if nothing of that name was measured. */
  Optional<Number> in(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.checker().equals(checker))
        .flatMap(verdict -> Optional.ofNullable(verdict.figures().get(figure)).stream())
        .findAny();
  }

  /** Whether it is as demanded. What was not measured is not. */
  boolean isMet(List<Verdict> verdicts) {
    Optional<Number> value = in(verdicts);
    return switch (relation) {
      case AT_MOST -> value.isPresent() && value.get().doubleValue() <= bound;
      case AT_LEAST -> value.isPresent() && value.get().doubleValue() >= bound;
      case TOLD -> true;
    };
  }

  /** As people read it: {@code at most 5,000}. */
  String text() {
    return switch (relation) {
      case AT_MOST -> "at most " + number(bound);
      case AT_LEAST -> "at least " + number(bound);
      case TOLD -> "";
    };
  }

  static String number(Number value) {
    double exact = value.doubleValue();
    return exact == Math.rint(exact)
        ? String.format(Locale.ROOT, "%,d", (long) exact)
        : String.format(Locale.ROOT, "%,.1f", exact);
  }
}
