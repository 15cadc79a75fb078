package io.tidemark.core;

import io.tidemark.period.Reset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the state of a new cluster of the state in a backup. The cluster of the backup may have
 * gone on; all that it can have given away within the bounds told here is passed over. A pure
 * function of state and bounds, so every node of the new cluster computes the same one.
 *
 * <ol>
 *   <li>Every mark of the backup rises by {@code valuesMax} values of its line, or to the line's
 *       end.
 *   <li>A line that the backup never saw begins as much later: the {@link EpochFloor}.
 *   <li>No sequence of the backup may change its rule any more, whether it was used by then or not:
 *       the cluster of the backup may have used it since.
 *   <li>Incarnation and namespace numbers go on behind what can have been taken.
 *   <li>No snowflake is stamped with a time that can have lain in a window of the old cluster.
 *   <li>Secret and lineage stay, so that permutations do: under others, a new value could be
 *       printed as an old one.
 * </ol>
 *
 * @param clusterId of the new cluster
 * @param valuesMax by how many values the mark of any one line can have risen after the backup
 * @param incarnationsMax how many processes can have registered after the backup, and how many
 *     numbers earlier restores of it passed over: otherwise two clusters of one lineage count the
 *     same numbers
 * @param restoredMillis Unix time at which the cluster of the backup had stopped for good
 * @param clockErrorMillisMax by how much replicated time of the cluster of the backup can have been
 *     ahead of {@code restoredMillis}
 */
public record Restoration(
    String clusterId,
    long valuesMax,
    long incarnationsMax,
    long restoredMillis,
    long clockErrorMillisMax) {

  /** Where the log of the new cluster begins: behind an entry that never was. */
  public static final LogPosition BEGIN = new LogPosition(0, 0);

  /** More namespaces than a cluster can ever have had: a row is kept of each. */
  static final long NAMESPACE_NUMBERS_SKIPPED = 1L << 32;

  private static final int LINES_AT_ONCE_MAX = 10_000;
  private static final TenantId LOWEST_TENANT = new TenantId("0");

  /**
   * @throws IllegalArgumentException if a bound is negative
   */
  public Restoration {
    if (valuesMax < 0 || incarnationsMax < 0 || restoredMillis < 0 || clockErrorMillisMax < 0) {
      throw new IllegalArgumentException("a bound is negative");
    }
  }

  /**
   * How long the cluster of the backup can have gone on, by its own time.
   *
   * @param backup its record
   */
  public long ageMillis(ClusterRecord backup) {
    return Math.max(0, restoredMillis - backup.replicatedTimeMillis()) + clockErrorMillisMax;
  }

  /**
   * Whether the cluster has what a restore needs: the secret, without which opaque sequences would
   * be permuted in another way, and a time. It has both once its nodes serve.
   */
  public static boolean canBeRestored(ClusterRecord cluster) {
    return cluster.secret() != null && cluster.replicatedTimeMillis() > 0;
  }

  /** Why the backup can't be restored within these bounds, with the way out; null if it can. */
  public @Nullable String refusal(ClusterRecord backup) {
    if (backup.featureLevel() > ReplicatedState.FEATURE_LEVEL) {
      return "the backup is at feature level %d, this version knows %d; restore it with a later version"
          .formatted(backup.featureLevel(), ReplicatedState.FEATURE_LEVEL);
    }
    if (!canBeRestored(backup)) {
      return "the backup was taken before its cluster had served anything; form a new cluster, or"
          + " take a later backup";
    }
    if (backup.replicatedTimeMillis() - restoredMillis > clockErrorMillisMax) {
      return "the backup is of %s, which is after %s by this machine's clock; set the clock right"
          .formatted(
              Instant.ofEpochMilli(backup.replicatedTimeMillis()),
              Instant.ofEpochMilli(restoredMillis));
    }
    long left = IncarnationNumber.MAX - backup.nextIncarnation() + 1;
    if (incarnationsMax >= left) {
      return "of %d incarnation numbers %d are left, and the restore would pass over %d; if fewer processes were started since the backup, and it was not restored before, say how many with --incarnations-at-most"
          .formatted(IncarnationNumber.MAX, left, incarnationsMax);
    }
    return null;
  }

  /**
   * Changes the tables that hold the backup's state into the new cluster's.
   *
   * @throws IllegalStateException if the backup is refused
   */
  public void applyTo(Tables tables) {
    ClusterRecord backup = tables.cluster();
    String refusal = refusal(backup);
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    raiseLines(tables);
    EpochFloor floor = backup.floor().raised(valuesMax, floorMillis(backup));
    long begun = freezeSequences(tables, floor);
    tables.putCluster(restored(backup, floor, backup.rows() + begun));
  }

  private ClusterRecord restored(ClusterRecord backup, EpochFloor floor, long rows) {
    return new ClusterRecord(
        clusterId,
        backup.epoch() + 1,
        Math.max(backup.featureLevel(), ReplicatedState.FLOOR_LEVEL),
        BEGIN,
        backup.replicatedTimeMillis(),
        backup.nextIncarnation() + incarnationsMax,
        backup.nextNamespaceNumber() + NAMESPACE_NUMBERS_SKIPPED,
        rows,
        backup.rowsMax(),
        Membership.NOTHING,
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        backup.secret(),
        backup.lineage(),
        floor);
  }

  /**
   * No window of the old cluster ended later, and no period that it opened began later: both lie at
   * most so far ahead of replicated time.
   *
   * @return Unix time in milliseconds, from which on worker numbers may be used
   */
  public long floorMillis(ClusterRecord backup) {
    return Math.max(restoredMillis, backup.replicatedTimeMillis())
        + clockErrorMillisMax
        + Math.max(
            ReplicatedState.WINDOW_AHEAD_MILLIS_MAX, ReplicatedState.PERIOD_AHEAD_MILLIS_MAX);
  }

  private void raiseLines(Tables tables) {
    Map<Long, SequenceRule> rules = rules(tables);
    Map<LineKey, LineRecord> some = linesAfter(tables, null);
    while (!some.isEmpty()) {
      LineKey last = null;
      for (Map.Entry<LineKey, LineRecord> line : some.entrySet()) {
        last = line.getKey();
        SequenceRule rule = rules.get(last.namespaceNumber());
        if (rule == null) {
          throw new BrokenInvariantException("%s is of no sequence".formatted(last));
        }
        tables.lines().put(last, raised(line.getValue(), rule));
      }
      some = linesAfter(tables, last);
    }
  }

  private LineRecord raised(LineRecord line, SequenceRule rule) {
    return new LineRecord(
        rule.skip(line.highWaterMark(), valuesMax),
        line.reservedTotal(),
        line.rangesKept(),
        line.raiseNonce(),
        line.raiseIncarnation(),
        line.period());
  }

  /**
   * Takes every sequence for one that was used, tombstones included. One without periods then has
   * its line, which a used one can't be without.
   *
   * @return how many lines were begun
   */
  private static long freezeSequences(Tables tables, EpochFloor floor) {
    long begun = 0;
    for (NamespaceRecord namespace : unusedSequences(tables)) {
      tables.namespaces().put(namespace.key(), namespace.withReserved());
      SequenceRule rule = namespace.rule().sequence();
      LineKey line = new LineKey(namespace.tenant(), namespace.number(), PeriodLabel.NONE);
      if (rule != null && rule.reset() == Reset.NONE && tables.lines().get(line) == null) {
        tables
            .lines()
            .put(
                line,
                new LineRecord(
                    floor.firstValueOf(rule, PeriodLabel.NONE),
                    0,
                    0,
                    0,
                    IncarnationNumber.NONE,
                    TimeWindow.EMPTY));
        begun++;
      }
    }
    return begun;
  }

  private static List<NamespaceRecord> unusedSequences(Tables tables) {
    List<NamespaceRecord> unused = new ArrayList<>();
    tables
        .namespaces()
        .scan(
            new NamespaceKey(LOWEST_TENANT, new NamespaceName("0")),
            (key, namespace) -> namespace.isFrozen() || unused.add(namespace));
    return unused;
  }

  /** The rule of each namespace that has a line, tombstones included, by its number. */
  private static Map<Long, SequenceRule> rules(Tables tables) {
    Map<Long, SequenceRule> rules = new HashMap<>();
    tables
        .namespaces()
        .scan(
            new NamespaceKey(LOWEST_TENANT, new NamespaceName("0")),
            (key, namespace) -> {
              SequenceRule rule = namespace.rule().sequence();
              if (rule != null) {
                rules.put(namespace.number(), rule);
              }
              return true;
            });
    return rules;
  }

  /** The next lines in order; a table can't be changed while it is scanned. */
  private static Map<LineKey, LineRecord> linesAfter(Tables tables, @Nullable LineKey last) {
    SortedMap<LineKey, LineRecord> lines = new TreeMap<>();
    tables
        .lines()
        .scan(
            last == null ? new LineKey(LOWEST_TENANT, 1, PeriodLabel.NONE) : last,
            (key, line) -> {
              if (!key.equals(last)) {
                lines.put(key, line);
              }
              return lines.size() < LINES_AT_ONCE_MAX;
            });
    return lines;
  }
}
