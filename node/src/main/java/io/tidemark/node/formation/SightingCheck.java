package io.tidemark.node.formation;

import io.tidemark.core.NodeName;
import io.tidemark.node.exchange.Probe.Sighting;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Whether a member's disk is the one that it had last, by what others have seen of it. Raft counts
 * on every member to remember its votes and entries; a disk that was put back to an older copy has
 * forgotten some, and must not vote.
 *
 * <p>Never refuses a healthy node. A process records its nonce before it proposes its registration,
 * so an incarnation that others know is on the disk by number or by nonce. An index counts as held
 * by a node only once the node itself reported it as committed and flushed.
 */
public final class SightingCheck {

  private SightingCheck() {}

  /**
   * Compares.
   *
   * @param own incarnation and nonce of the identity file, and the last index of the log or
   *     snapshot
   * @param sightings what others said, by name
   * @return why this node must not vote, or empty
   */
  public static Optional<String> refusal(
      NodeName self, Sighting own, SortedMap<NodeName, Sighting> sightings) {
    for (Map.Entry<NodeName, Sighting> entry : sightings.entrySet()) {
      Sighting seen = entry.getValue();
      if (seen.incarnation() > own.incarnation()
          && !seen.processNonce().equals(own.processNonce())) {
        return Optional.of(
            older(
                self,
                "node %s has seen its incarnation %d, this directory knows of %d"
                    .formatted(entry.getKey(), seen.incarnation(), own.incarnation())));
      }
      if (seen.heldIndex() > own.heldIndex()) {
        return Optional.of(
            older(
                self,
                "node %s has seen it hold log index %d, this directory ends at %d"
                    .formatted(entry.getKey(), seen.heldIndex(), own.heldIndex())));
      }
    }
    return Optional.empty();
  }

  private static String older(NodeName self, String evidence) {
    return "the data directory of node %s is an older copy: %s; restore the newest one, or remove the node from the cluster and re-add it as a new peer with an empty directory"
        .formatted(self, evidence);
  }
}
