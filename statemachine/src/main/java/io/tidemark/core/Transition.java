package io.tidemark.core;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The working copy of the cluster's record while one entry is applied, and the one way to add rows.
 * Used by one thread, for one entry.
 */
final class Transition {

  /** UUIDv7 and ULID carry 48 bits of milliseconds; a clock beyond them is no clock. */
  private static final long CLOCK_MILLIS_MAX = (1L << 48) - 1;

  private final Tables tables;
  private final ClusterRecord before;
  private Membership members;
  private final SortedMap<NodeName, Long> clockMillis;
  private final SortedMap<NodeName, IncarnationNumber> current;
  private long replicatedTimeMillis;
  private long nextIncarnation;
  private long nextNamespaceNumber;
  private long rows;
  private @Nullable ClusterSecret secret;
  private int featureLevel;

  Transition(ClusterRecord before, Tables tables) {
    this.tables = tables;
    this.before = before;
    this.members = before.members();
    this.clockMillis = new TreeMap<>(before.clockMillis());
    this.current = new TreeMap<>(before.current());
    this.replicatedTimeMillis = before.replicatedTimeMillis();
    this.nextIncarnation = before.nextIncarnation();
    this.nextNamespaceNumber = before.nextNamespaceNumber();
    this.rows = before.rows();
    this.secret = before.secret();
    this.featureLevel = before.featureLevel();
  }

  Tables tables() {
    return tables;
  }

  /** The cluster's record as it was before the entry; for what an entry never changes. */
  ClusterRecord cluster() {
    return before;
  }

  long replicatedTimeMillis() {
    return replicatedTimeMillis;
  }

  boolean isCurrent(Envelope envelope) {
    return !envelope.incarnation().equals(IncarnationNumber.NONE)
        && envelope.incarnation().equals(current.get(envelope.proposer()));
  }

  IncarnationNumber currentOf(NodeName node) {
    return current.getOrDefault(node, IncarnationNumber.NONE);
  }

  void makeCurrent(NodeName node, IncarnationNumber number) {
    current.put(node, number);
  }

  /** Takes the first secret that is offered, for ever. */
  void offerSecret(@Nullable ClusterSecret offered) {
    if (secret == null && featureLevel >= 2) {
      secret = offered;
    }
  }

  /** Which commands every member understands. */
  int featureLevel() {
    return featureLevel;
  }

  void raiseFeatureLevel(int level) {
    featureLevel = Math.max(featureLevel, level);
  }

  SortedSet<NodeName> voters() {
    return members.voters();
  }

  boolean hasSecret() {
    return secret != null;
  }

  boolean hasIncarnationLeft() {
    return nextIncarnation <= IncarnationNumber.MAX;
  }

  IncarnationNumber takeIncarnation() {
    return new IncarnationNumber(nextIncarnation++);
  }

  long takeNamespaceNumber() {
    return nextNamespaceNumber++;
  }

  /** Whether a node may propose: before the first configuration any may. */
  boolean admits(NodeName node) {
    return members.voters().isEmpty() || members.contains(node);
  }

  void changeMembers(Membership next, long index) {
    members = members.followedBy(next, index);
    clockMillis.keySet().retainAll(members.voters());
    current.keySet().removeIf(node -> !members.contains(node));
  }

  /** Keeps a voter's clock and moves replicated time up to what a majority has reached. */
  void reportClock(NodeName node, long millis) {
    if (!voters().contains(node) || millis < 0 || millis > CLOCK_MILLIS_MAX) {
      return;
    }
    clockMillis.put(node, millis);
    replicatedTimeMillis =
        Math.max(
            replicatedTimeMillis,
            ReplicatedState.majorityTimeMillis(voters(), clockMillis.values()));
  }

  /** Whether rows for people may still be added. */
  boolean isNearlyFull() {
    return rows >= before.rowsMax() / 5 * 4;
  }

  <K extends Comparable<? super K>, V> void put(Table<K, V> table, K key, V value) {
    if (table.get(key) == null) {
      rows++;
    }
    table.put(key, value);
  }

  /** Removes a row that exists. */
  <K extends Comparable<? super K>, V> void delete(Table<K, V> table, K key) {
    table.delete(key);
    rows--;
  }

  void finish(LogPosition applied) {
    tables.putCluster(
        new ClusterRecord(
            before.clusterId(),
            before.epoch(),
            featureLevel,
            applied,
            replicatedTimeMillis,
            nextIncarnation,
            nextNamespaceNumber,
            rows,
            before.rowsMax(),
            members,
            clockMillis,
            current,
            secret,
            before.lineage(),
            before.floor()));
  }
}
