package io.tidemark.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is stored once for the whole cluster.
 *
 * @param clusterId random, chosen at formation, in canonical UUID text
 * @param epoch the cluster's life number, starting at 1; a restore raises it
 * @param featureLevel which commands are understood by every member
 * @param applied the last applied place in the log
 * @param replicatedTimeMillis never goes back; 0 while no majority has reported
 * @param nextIncarnation never reused
 * @param nextNamespaceNumber never reused
 * @param rows how many rows the other tables hold
 * @param rowsMax from 80 % of it on, commands that add rows for people are refused
 * @param members who belongs to the cluster
 * @param clockMillis last reported clock of each voter
 * @param current the current incarnation of each member
 * @param secret drawn with the first registration; null before, and in a cluster that an older
 *     version formed, until a process registers at feature level 2
 * @param lineage the id of the cluster that incarnation numbers are counted since; a restore makes
 *     a new cluster id, but goes on counting. Keys the permutation of incarnation numbers
 * @param floor below which another cluster may have issued; {@link EpochFloor#NONE} in a cluster
 *     that was formed
 */
public record ClusterRecord(
    String clusterId,
    long epoch,
    int featureLevel,
    LogPosition applied,
    long replicatedTimeMillis,
    long nextIncarnation,
    long nextNamespaceNumber,
    long rows,
    long rowsMax,
    Membership members,
    SortedMap<NodeName, Long> clockMillis,
    SortedMap<NodeName, IncarnationNumber> current,
    @Nullable ClusterSecret secret,
    String lineage,
    EpochFloor floor) {

  /** The most rows of a new cluster's state. */
  public static final long ROWS_MAX_DEFAULT = 10_000_000;

  public ClusterRecord {
    clockMillis = Collections.unmodifiableSortedMap(new TreeMap<>(clockMillis));
    current = Collections.unmodifiableSortedMap(new TreeMap<>(current));
  }

  /** The record of a cluster that was formed. */
  public ClusterRecord(
      String clusterId,
      long epoch,
      int featureLevel,
      LogPosition applied,
      long replicatedTimeMillis,
      long nextIncarnation,
      long nextNamespaceNumber,
      long rows,
      long rowsMax,
      Membership members,
      SortedMap<NodeName, Long> clockMillis,
      SortedMap<NodeName, IncarnationNumber> current,
      @Nullable ClusterSecret secret,
      String lineage) {
    this(
        clusterId,
        epoch,
        featureLevel,
        applied,
        replicatedTimeMillis,
        nextIncarnation,
        nextNamespaceNumber,
        rows,
        rowsMax,
        members,
        clockMillis,
        current,
        secret,
        lineage,
        EpochFloor.NONE);
  }

  /** A cluster in which nothing has happened. */
  public static ClusterRecord genesis(String clusterId) {
    return new ClusterRecord(
        clusterId,
        1,
        ReplicatedState.GENESIS_FEATURE_LEVEL,
        LogPosition.NOTHING,
        0,
        1,
        1,
        0,
        ROWS_MAX_DEFAULT,
        Membership.NOTHING,
        new TreeMap<>(),
        new TreeMap<>(),
        null,
        clusterId);
  }

  /** The members whose clocks make replicated time. */
  public SortedSet<NodeName> voters() {
    return members.voters();
  }

  /** Whether rows for people may no longer be added: 80 % of the limit. */
  public boolean isNearlyFull() {
    return rows >= rowsMax / 5 * 4;
  }
}
