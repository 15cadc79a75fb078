package io.tidemark.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a cluster and those restored from its backups gave away, by what outlives a cluster:
 * names, labels, values, worker numbers and times, incarnations.
 */
final class GivenAway {

  /** Something was given away twice. */
  static final class GivenTwiceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GivenTwiceException(String what) {
      super(what);
    }
  }

  private final Map<String, List<IdRange>> values = new HashMap<>();
  private final Map<WorkerKey, Map<TimeWindow, IncarnationNumber>> windows = new HashMap<>();
  private final Set<IncarnationNumber> incarnations = new HashSet<>();
  private final Set<Long> namespaceNumbers = new HashSet<>();

  void values(NamespaceName name, PeriodLabel label, IdRange range) {
    List<IdRange> before = values.computeIfAbsent(name + "/" + label, line -> new ArrayList<>());
    for (IdRange other : before) {
      if (range.first() < other.end() && other.first() < range.end()) {
        throw new GivenTwiceException(
            "%s of %s/%s overlaps %s".formatted(range, name, label, other));
      }
    }
    before.add(range);
  }

  void window(WorkerKey worker, TimeWindow window, IncarnationNumber owner) {
    Map<TimeWindow, IncarnationNumber> before =
        windows.computeIfAbsent(worker, key -> new HashMap<>());
    before.forEach(
        (other, holder) -> {
          boolean same = other.equals(window) && holder.equals(owner);
          if (!same
              && window.startMillis() < other.endMillis()
              && other.startMillis() < window.endMillis()) {
            throw new GivenTwiceException("%s of %s overlaps %s".formatted(window, worker, other));
          }
        });
    before.put(window, owner);
  }

  void incarnation(IncarnationNumber number) {
    if (!incarnations.add(number)) {
      throw new GivenTwiceException("incarnation " + number);
    }
  }

  void namespaceNumber(long number) {
    if (!namespaceNumbers.add(number)) {
      throw new GivenTwiceException("namespace number " + number);
    }
  }

  /** How much there is, so that a test can tell whether anything happened. */
  int lines() {
    return values.size();
  }

  int workers() {
    return windows.size();
  }
}
