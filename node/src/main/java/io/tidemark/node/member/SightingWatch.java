package io.tidemark.node.member;

import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.Membership;
import io.tidemark.core.NodeName;
import io.tidemark.core.View;
import io.tidemark.node.exchange.Probe.Sighting;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what a running member sees of the others, whenever it is asked to look. One thread.
 */
final class SightingWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SightingWatch.class);

  private final StateReader state;
  private final Supplier<SortedMap<NodeName, Long>> heldIndexes;
  private final SightingBook book;

  /** Port: reads what this node has applied. */
  @FunctionalInterface
  interface StateReader {
    <R> R read(Function<? super View, R> query);
  }

  SightingWatch(
      StateReader state, Supplier<SortedMap<NodeName, Long>> heldIndexes, SightingBook book) {
    this.state = state;
    this.heldIndexes = heldIndexes;
    this.book = book;
  }

  /** Looks once. What can't be written stays in memory, and is tried again at the next look. */
  void look() {
    state.read(SightingWatch::incarnations).forEach(book::see);
    Membership members = state.read(view -> view.cluster().members());
    heldIndexes
        .get()
        .forEach(
            (node, held) -> {
              // Ratis says 0 also for a member that it has heard nothing of, and tells of newcomers
              // that may be given up.
              if (held > 0 && members.contains(node)) {
                book.see(node, new Sighting(0, "", held));
              }
            });
    try {
      book.save();
    } catch (IOException e) {
      LOG.warn("what was seen of other nodes could not be written", e);
    }
  }

  private static SortedMap<NodeName, Sighting> incarnations(View view) {
    SortedMap<NodeName, Sighting> sightings = new TreeMap<>();
    view.cluster()
        .current()
        .forEach(
            (node, number) -> {
              IncarnationRecord incarnation = view.incarnations().get(number);
              sightings.put(
                  node,
                  new Sighting(
                      number.value(), incarnation == null ? "" : incarnation.processNonce(), -1));
            });
    return sightings;
  }
}
