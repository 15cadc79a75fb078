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
 * <p>A peer that stays silent may also have a slow link, with a request on it that takes long. So
 * after {@link #PLAIN_ATTEMPTS}, enough for a short cut, each attempt gets twice the time of the
 * one before, up to {@link #DOUBLINGS_MAX} times.
 *
 * <p>To be asked at short intervals. For use by one thread.
 */
final class ConnectionWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

  private static final long NANOS_PER_MILLI = 1_000_000;

  static final int PLAIN_ATTEMPTS = 4;
  static final int DOUBLINGS_MAX = 4;

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
  private final Map<NodeName, Attempt> last = new HashMap<>();

  /** The attempt to connect of this number, from 1 on, to a peer that has been silent since. */
  private record Attempt(int number, long nanos) {

    long pauseMillis(long againMillis) {
      return againMillis << Math.clamp(number - PLAIN_ATTEMPTS, 0, DOUBLINGS_MAX);
    }
  }

  /**
   * @param silenceMillisMax after which a connection is given up
   * @param againMillis after which the first new connections are given up, too
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
    last.keySet().retainAll(silent.keySet());
    silent.forEach(
        (peer, millis) -> {
          Attempt before = last.get(peer);
          if (millis <= silenceMillisMax) {
            last.remove(peer);
          } else if (before == null || isOver(before, now)) {
            last.put(peer, new Attempt(before == null ? 1 : before.number() + 1, now));
            LOG.info("peer {} has been silent for {} ms: connecting anew", peer, millis);
            raft.reconnect(peer);
          }
        });
  }

  private boolean isOver(Attempt attempt, long now) {
    return now - attempt.nanos() >= attempt.pauseMillis(againMillis) * NANOS_PER_MILLI;
  }
}
