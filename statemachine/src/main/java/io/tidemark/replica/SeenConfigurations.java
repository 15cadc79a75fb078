package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import io.tidemark.core.Membership;
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

  private record Seen(LogPosition position, Membership members) {}

  void see(LogPosition position, Membership members) {
    byIndex.put(position.index(), new Seen(position, members));
  }

  /** The members of the entry, if it is a configuration, or null. */
  @Nullable Membership take(LogPosition position) {
    Seen seen = byIndex.get(position.index());
    byIndex.headMap(position.index(), true).clear();
    return seen != null && seen.position().equals(position) ? seen.members() : null;
  }
}
