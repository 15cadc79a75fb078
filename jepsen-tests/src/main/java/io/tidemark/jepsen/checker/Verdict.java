package io.tidemark.jepsen.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checker says of a history.
 *
 * @param checker its name
 * @param validity only {@link Validity#VALID} is a pass
 * @param figures what it counted and measured
 * @param violations what is wrong, the first of them; or why nothing can be said
 */
public record Verdict(
    String checker, Validity validity, Map<String, Number> figures, List<String> violations) {

  private static final int VIOLATIONS_MAX = 20;

  /** Whether the history is as it should be. */
  public enum Validity {
    VALID,
    INVALID,
    /** The history doesn't have what it takes to judge it. Never a pass. */
    UNKNOWN
  }

  public Verdict {
    figures = Map.copyOf(figures);
    violations = List.copyOf(violations);
  }

  /** Whether it is a pass. */
  public boolean isValid() {
    return validity == Validity.VALID;
  }

  /** Gathers what a checker finds. */
  static final class Findings {
    private final String checker;
    private final Map<String, Number> figures = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> unknowns = new ArrayList<>();
    private long violationCount;

    Findings(String checker) {
      this.checker = checker;
    }

    void figure(String name, Number value) {
      figures.put(name, value);
    }

    void violation(String what) {
      violationCount++;
      if (violations.size() < VIOLATIONS_MAX) {
        violations.add(what);
      }
    }

    /** Something that must be known to judge is not. */
    void unknown(String why) {
      if (unknowns.size() < VIOLATIONS_MAX) {
        unknowns.add(why);
      }
    }

    Verdict verdict() {
      if (violationCount > 0) {
        figure("violations", violationCount);
        return new Verdict(checker, Validity.INVALID, figures, violations);
      }
      return unknowns.isEmpty()
          ? new Verdict(checker, Validity.VALID, figures, List.of())
          : new Verdict(checker, Validity.UNKNOWN, figures, unknowns);
    }
  }
}
