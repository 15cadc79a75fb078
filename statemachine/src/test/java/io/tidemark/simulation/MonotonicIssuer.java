package io.tidemark.simulation;

import io.tidemark.core.Command;
import io.tidemark.core.LineKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Issues sequence values in mode {@code monotonic}: what has arrived by now is reserved together,
 * exactly as many values, and dealt in order of arrival.
 */
final class MonotonicIssuer {

  private static final int REQUESTS_TOGETHER_MAX = 10;
  private static final int REQUESTS_WAITING_MAX = 50;

  /**
   * A request.
   *
   * @param askedAfter the largest value that anyone had received when this was asked
   */
  private record Request(LineKey line, long askedAfter) {}

  private static final class Desk {
    private final List<Request> waiting = new ArrayList<>();
    private boolean reserving;
  }

  private final World world;
  private final IssuingProcess process;
  private final RangeIssuer ranges;
  private final Map<NamespaceName, Desk> desks = new TreeMap<>();

  MonotonicIssuer(World world, IssuingProcess process, RangeIssuer ranges) {
    this.world = world;
    this.process = process;
    this.ranges = ranges;
  }

  void ask(NamespaceName name) {
    NamespaceRecord namespace = process.namespace(name);
    if (namespace == null) {
      return;
    }
    LineKey line = Workload.line(namespace.number());
    Request request = new Request(line, world.ledger.askedAfter(line));
    if (world.scenario.mutant() == Mutant.MONOTONIC_PREFETCHED) {
      Long value = ranges.takeOrNull(name);
      if (value != null) {
        deal(request, value);
      }
      return;
    }
    Desk desk = desks.computeIfAbsent(name, ignored -> new Desk());
    if (desk.waiting.size() < REQUESTS_WAITING_MAX) {
      desk.waiting.add(request);
    }
    reserve(name, namespace, desk);
  }

  private void reserve(NamespaceName name, NamespaceRecord namespace, Desk desk) {
    if (desk.reserving || desk.waiting.isEmpty()) {
      return;
    }
    desk.reserving = true;
    List<Request> arrived =
        desk.waiting.subList(0, Math.min(REQUESTS_TOGETHER_MAX, desk.waiting.size()));
    List<Request> together = List.copyOf(arrived);
    arrived.clear();
    int count = together.size();
    process
        .proposer()
        .propose(
            new Command.ReserveRange(name, namespace.generation(), PeriodLabel.NONE, count, count),
            Answer.of(
                outcome -> reserved(name, desk, together, outcome), () -> desk.reserving = false));
  }

  private void reserved(NamespaceName name, Desk desk, List<Request> together, Outcome outcome) {
    desk.reserving = false;
    if (outcome instanceof Outcome.RangeReserved reserved) {
      for (int i = 0; i < together.size(); i++) {
        deal(together.get(i), reserved.range().valueAt(i));
      }
    }
    NamespaceRecord namespace = process.namespace(name);
    if (namespace != null) {
      reserve(name, namespace, desk);
    }
  }

  private void deal(Request request, long value) {
    world.ledger.issuedInOrder(process.incarnation(), request.line(), value, request.askedAfter());
  }
}
