package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Since when no leader has been in sight. Looks whenever it is asked, and is to be asked at short
 * intervals. Safe for use by many threads.
 */
final class LeaderWatch {

  private final Supplier<@Nullable NodeName> leader;
  private final LongSupplier nanoTicker;
  private long leaderlessSinceNanos;

  LeaderWatch(Supplier<@Nullable NodeName> leader, LongSupplier nanoTicker) {
    this.leader = leader;
    this.nanoTicker = nanoTicker;
    this.leaderlessSinceNanos = nanoTicker.getAsLong();
  }

  /** On the ticker; {@link Long#MAX_VALUE} while there is a leader. */
  synchronized long leaderlessSinceNanos() {
    if (leader.get() != null) {
      leaderlessSinceNanos = Long.MAX_VALUE;
    } else if (leaderlessSinceNanos == Long.MAX_VALUE) {
      leaderlessSinceNanos = nanoTicker.getAsLong();
    }
    return leaderlessSinceNanos;
  }
}
