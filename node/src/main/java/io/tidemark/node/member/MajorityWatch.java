package io.tidemark.node.member;

import io.tidemark.core.NodeName;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a leader give up its leadership that no majority answers any more. Ratis does so as well, but
 * only after a whole election timeout in which nothing was proposed; under load a leader that is
 * cut off would lead on, and find its successor late when the network is back.
 *
 * <p>To be asked at short intervals. For use by one thread.
 */
final class MajorityWatch {

  private static final Logger LOG = LoggerFactory.getLogger(MajorityWatch.class);

  /** A process that was paused finds silence at its first look, whoever has answered meanwhile. */
  private static final int LOOKS_IN_VAIN_MAX = 3;

  /** What is looked at. */
  interface Raft {

    NodeName self();

    /** For how long this node has led; 0 if it does not. */
    long leadsMillis();

    /** How long each follower has been silent; empty if this node does not lead. */
    SortedMap<NodeName, Long> silentMillis();

    boolean isMajority(Set<NodeName> members);

    /** Does nothing if this node does not lead. Does not wait. */
    void stepDown();
  }

  private final Raft raft;
  private final long silenceMillisMax;
  private int looksInVain;

  /**
   * @param silenceMillisMax after which a follower counts as out of reach; the election timeout
   */
  MajorityWatch(Raft raft, long silenceMillisMax) {
    this.raft = raft;
    this.silenceMillisMax = silenceMillisMax;
  }

  void look() {
    // A new leader's followers are silent until they have been asked.
    if (raft.leadsMillis() <= silenceMillisMax || raft.isMajority(inReach())) {
      looksInVain = 0;
      return;
    }
    if (++looksInVain >= LOOKS_IN_VAIN_MAX) {
      looksInVain = 0;
      LOG.warn(
          "no majority has answered for {} ms; stepping down: silent for {}",
          silenceMillisMax,
          raft.silentMillis());
      raft.stepDown();
    }
  }

  private Set<NodeName> inReach() {
    Set<NodeName> inReach = new TreeSet<>();
    inReach.add(raft.self());
    for (Map.Entry<NodeName, Long> follower : raft.silentMillis().entrySet()) {
      if (follower.getValue() <= silenceMillisMax) {
        inReach.add(follower.getKey());
      }
    }
    return inReach;
  }
}
