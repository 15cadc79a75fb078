package io.tidemark.node.exchange;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who are you, and what have you seen of me? */
public final class Probe {

  private Probe() {}

  /**
   * Asked by a node that forms, or that checks itself before it votes.
   *
   * @param node the asking node
   */
  public record Request(String node) {}

  /**
   * What the answering node has durably recorded.
   *
   * @param node its name
   * @param phase how far it is
   * @param clusterId the cluster that it is prepared for or a member of, or was told to join; null
   *     while empty
   * @param peers names and addresses of the members, as it was told or has recorded
   * @param listeners those of them that don't vote
   * @param membersIndex the log index of the configuration that says so; -1 for a list that it was
   *     told
   * @param seen what it has seen of the asking node
   * @param skips which entries of the log it skips; null from a node that knows of no such thing
   */
  public record Answer(
      String node,
      Phase phase,
      @Nullable String clusterId,
      SortedMap<String, String> peers,
      SortedSet<String> listeners,
      long membersIndex,
      Sighting seen,
      @Nullable Skips skips) {

    public Answer {
      peers = new TreeMap<>(peers);
      listeners = new TreeSet<>(listeners);
    }
  }

  /**
   * Entries of the log, each as {@code TERM:INDEX}, that could not be applied.
   *
   * @param offered that the node failed, and skips once all members offer it; null if there is none
   * @param agreed that all members have agreed to skip
   */
  public record Skips(@Nullable String offered, List<String> agreed) {

    /** None. */
    public static final Skips NONE = new Skips(null, List.of());

    public Skips {
      agreed = List.copyOf(agreed);
    }
  }

  /** How far a node is with forming. */
  public enum Phase {
    /** The process is up, but has not read its directory yet. */
    STARTING,
    /** Nothing is recorded. */
    EMPTY,
    /** Nothing is recorded, and the node was told to join a cluster. */
    APPLICANT,
    /** The leader has admitted the node; it is no member yet. */
    JOINING,
    /** A cluster is being formed; the node has never run Raft. */
    PREPARED,
    /** The state of a backup was put here for a new cluster; the node has never run Raft. */
    RESTORED,
    /** A member of a cluster. */
    FORMED
  }

  /**
   * The latest that is known of a node by another. What it knows itself must not fall short of it.
   *
   * @param incarnation the node's current incarnation number; 0 if none was seen
   * @param processNonce of that incarnation; empty if none was seen
   * @param heldIndex the highest committed log index that the node has acknowledged to hold; -1 if
   *     none was seen
   */
  public record Sighting(long incarnation, String processNonce, long heldIndex) {

    /** Nothing was seen. */
    public static final Sighting NOTHING = new Sighting(0, "", -1);

    /** The later of each. */
    public Sighting or(Sighting other) {
      Sighting newer = other.incarnation > incarnation ? other : this;
      return new Sighting(
          newer.incarnation, newer.processNonce, Math.max(heldIndex, other.heldIndex));
    }
  }
}
