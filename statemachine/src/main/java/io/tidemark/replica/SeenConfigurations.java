package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import io.tidemark.core.NodeName;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Configurations that Ratis has reported, until the log reaches them. Ratis reports one from an
 * installation while another thread applies, so that only the log's order tells when it is in
 * force. Those that were passed are forgotten; ahead of the log there are never more than the few
 * that one installation brings.
 */
final class SeenConfigurations {

  private final ConcurrentSkipListMap<Long, Seen> byIndex = new ConcurrentSkipListMap<>();

  private record Seen(LogPosition position, Set<NodeName> voters) {}

  void see(LogPosition position, Set<NodeName> voters) {
    byIndex.put(position.index(), new Seen(position, voters));
  }

  /** The voters of the entry, if it is a configuration, or null. */
  @Nullable Set<NodeName> take(LogPosition position) {
    Seen seen = byIndex.get(position.index());
    byIndex.headMap(position.index(), true).clear();
    return seen != null && seen.position().equals(position) ? seen.voters() : null;
  }
}
