package io.tidemark.node.issue;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reservations that failed on their way, to be made again once a leader is in sight, without
 * waiting for the next request: else a node that was cut off from the majority would stay empty
 * where it is asked seldom, and have nothing when the next leader dies.
 *
 * <p>Safe for use by many threads.
 */
public final class FailedReservations {

  /** So many at a time, as a node may issue for very many namespaces. */
  static final int RETRIES_MAX = 1_000;

  private final Set<Replenishment> failed = ConcurrentHashMap.newKeySet();

  /** A reservation has failed. One that is made meanwhile makes the retry do nothing. */
  void add(Replenishment replenishment) {
    failed.add(replenishment);
  }

  /** It is not to be made again. */
  void remove(Replenishment replenishment) {
    failed.remove(replenishment);
  }

  int count() {
    return failed.size();
  }

  /** Makes some of them again. Never blocks. */
  void retry() {
    Iterator<Replenishment> those = failed.iterator();
    for (int i = 0; i < RETRIES_MAX && those.hasNext(); i++) {
      Replenishment one = those.next();
      those.remove(); // Before it can fail again.
      if (one.mayTrigger()) {
        one.trigger();
      } else {
        failed.add(one);
      }
    }
  }
}
