package io.tidemark.core;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who belongs to the cluster.
 *
 * <ol>
 *   <li>Nobody is voter and listener at once.
 *   <li>A name keeps its address, also after it was removed: Ratis never learns another one for a
 *       name that a process has once talked to.
 * </ol>
 *
 * @param index the log index of the configuration that changed it last; -1 before the first. Every
 *     new leader repeats the configuration, which changes nothing
 * @param voters make the quorum; their clocks make replicated time
 * @param listeners follow the log and don't vote
 * @param addresses by which members reach each other, of every name that was ever a member; empty
 *     where a cluster was formed by a version that didn't record them
 */
public record Membership(
    long index,
    SortedSet<NodeName> voters,
    SortedSet<NodeName> listeners,
    SortedMap<NodeName, String> addresses) {

  /** Before the first configuration. */
  public static final Membership NOTHING = ofVoters(Set.of());

  public Membership {
    voters = Collections.unmodifiableSortedSet(new TreeSet<>(voters));
    listeners = Collections.unmodifiableSortedSet(new TreeSet<>(listeners));
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    if (!Collections.disjoint(voters, listeners)) {
      throw new IllegalArgumentException(
          "%s vote and %s listen; a member does one of both".formatted(voters, listeners));
    }
  }

  /** A configuration, of which the log will tell the index. */
  public static Membership of(
      Set<NodeName> voters, Set<NodeName> listeners, Map<NodeName, String> addresses) {
    return new Membership(
        -1, new TreeSet<>(voters), new TreeSet<>(listeners), new TreeMap<>(addresses));
  }

  /** A configuration without listeners and addresses. */
  public static Membership ofVoters(Set<NodeName> voters) {
    return of(voters, Set.of(), Map.of());
  }

  /** Whether a node votes or listens. */
  public boolean contains(NodeName node) {
    return voters.contains(node) || listeners.contains(node);
  }

  /** The next configuration, in force from a log index on; keeps the addresses of names gone by. */
  Membership followedBy(Membership next, long nextIndex) {
    SortedMap<NodeName, String> known = new TreeMap<>(addresses);
    known.putAll(next.addresses);
    if (next.voters.equals(voters) && next.listeners.equals(listeners) && known.equals(addresses)) {
      return this;
    }
    return new Membership(nextIndex, next.voters, next.listeners, known);
  }
}
