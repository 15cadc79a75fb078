package io.tidemark.simulation;

import io.tidemark.core.RejectionReason;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How often each thing happened, in one run or in a batch. Keyed by name, in name order. */
final class Coverage {

  private final Map<String, Long> counts = new TreeMap<>();

  void saw(Happening happening) {
    count(happening.name(), 1);
  }

  void refused(RejectionReason reason) {
    count("refused: " + reason, 1);
  }

  void issued(Service service) {
    count("issued: " + service, 1);
  }

  void add(Coverage other) {
    other.counts.forEach(this::count);
  }

  private void count(String name, long times) {
    counts.merge(name, times, Long::sum);
  }

  /** What a large batch should have met and did not. */
  SortedSet<String> missing() {
    Coverage wanted = new Coverage();
    for (Happening happening : Happening.values()) {
      wanted.saw(happening);
    }
    for (RejectionReason reason : RejectionReason.values()) {
      wanted.refused(reason);
    }
    for (Service service : Service.values()) {
      wanted.issued(service);
    }
    SortedSet<String> names = new TreeSet<>(wanted.counts.keySet());
    names.removeAll(counts.keySet());
    return names;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach((name, count) -> text.append("%n%,12d  %s".formatted(count, name)));
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Coverage coverage && coverage.counts.equals(counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }
}
