package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a leader connect anew to a follower that has been silent for long. Ratis keeps a connection
 * as long as TCP does, and TCP sends again what was lost at twice the last interval each time (RFC
 * 6298, section 5.5): after a cut of the network it may be silent for as long again, and after two
 * cuts for minutes. Ratis' appender waits for such a connection without bound ({@code
 * GrpcLogAppender.StreamObservers.onNext}).
 *
 * <p>To be asked at short intervals. For use by one thread.
 */
final class FollowerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(FollowerWatch.class);

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What is looked at. */
  interface Raft {

    /** How long each follower has been silent; empty if this node does not lead. */
    SortedMap<NodeName, Long> silentMillis();

    /** Gives up the connection to a peer; the next request makes a new one. Does not wait. */
    void reconnect(NodeName peer);
  }

  private final Raft raft;
  private final long silenceMillisMax;
  private final long againMillis;
  private final LongSupplier nanoTicker;
  private final Map<NodeName, Long> reconnectedNanos = new HashMap<>();

  /**
   * @param silenceMillisMax after which a connection is given up
   * @param againMillis after which a new connection is given up, too
   */
  FollowerWatch(Raft raft, long silenceMillisMax, long againMillis, LongSupplier nanoTicker) {
    this.raft = raft;
    this.silenceMillisMax = silenceMillisMax;
    this.againMillis = againMillis;
    this.nanoTicker = nanoTicker;
  }

  void look() {
    long now = nanoTicker.getAsLong();
    SortedMap<NodeName, Long> silent = raft.silentMillis();
    reconnectedNanos.keySet().retainAll(silent.keySet());
    silent.forEach(
        (follower, millis) -> {
          if (millis <= silenceMillisMax) {
            reconnectedNanos.remove(follower);
          } else if (isDue(follower, now)) {
            reconnectedNanos.put(follower, now);
            LOG.info("follower {} has been silent for {} ms: connecting anew", follower, millis);
            raft.reconnect(follower);
          }
        });
  }

  private boolean isDue(NodeName follower, long now) {
    Long last = reconnectedNanos.get(follower);
    return last == null || now - last >= againMillis * NANOS_PER_MILLI;
  }
}
