package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a leader, or a candidate, connect anew to a peer that has been silent for long. Ratis keeps a
 * connection as long as TCP does, and TCP sends again what was lost at twice the last interval each
 * time (RFC 6298, section 5.5): after a cut of the network it may be silent for as long again, and
 * after two cuts for minutes. Ratis' appender waits for such a connection without bound ({@code
 * GrpcLogAppender.StreamObservers.onNext}), and a candidate's requests for votes go by the same.
 *
 * <p>To be asked at short intervals. For use by one thread.
 */
final class ConnectionWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What is looked at. */
  interface Raft {

    /**
     * How long each follower of this leader has been silent, or for how long this node has been a
     * candidate, for each other voter; empty if it is neither.
     */
    SortedMap<NodeName, Long> unansweredMillis();

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
  ConnectionWatch(Raft raft, long silenceMillisMax, long againMillis, LongSupplier nanoTicker) {
    this.raft = raft;
    this.silenceMillisMax = silenceMillisMax;
    this.againMillis = againMillis;
    this.nanoTicker = nanoTicker;
  }

  void look() {
    long now = nanoTicker.getAsLong();
    SortedMap<NodeName, Long> silent = raft.unansweredMillis();
    reconnectedNanos.keySet().retainAll(silent.keySet());
    silent.forEach(
        (peer, millis) -> {
          if (millis <= silenceMillisMax) {
            reconnectedNanos.remove(peer);
          } else if (isDue(peer, now)) {
            reconnectedNanos.put(peer, now);
            LOG.info("peer {} has been silent for {} ms: connecting anew", peer, millis);
            raft.reconnect(peer);
          }
        });
  }

  private boolean isDue(NodeName peer, long now) {
    Long last = reconnectedNanos.get(peer);
    return last == null || now - last >= againMillis * NANOS_PER_MILLI;
  }
}
