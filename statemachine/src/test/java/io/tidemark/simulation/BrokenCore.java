package io.tidemark.simulation;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Command;
import io.tidemark.core.Envelope;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.IncarnationRecord;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceRecord;
import io.tidemark.core.NodeName;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.Reply;
import io.tidemark.core.Tables;
import io.tidemark.core.TimeWindow;
import io.tidemark.core.WindowOwner;
import io.tidemark.core.WorkerKey;
import io.tidemark.core.WorkerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cores that have forgotten one rule. Each bends the tables so that the real core decides as it
 * would without the rule.
 */
final class BrokenCore {

  private BrokenCore() {}

  /** Believes whatever end of the window the claimant expects. */
  static final Decider COMPARES_NO_WINDOW_END =
      (tables, position, entry) -> {
        for (Envelope envelope : entry.envelopes()) {
          if (envelope.command() instanceof Command.ExtendWindow extend
              && extend.expectedEndMillis() >= 0) {
            believe(tables, extend.owner(), envelope.nonce(), extend.expectedEndMillis());
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  /** Starts a line again whose mark is missing. */
  static final Decider RESTARTS_LINES =
      (tables, position, entry) -> {
        for (Envelope envelope : entry.envelopes()) {
          if (envelope.command() instanceof Command.ReserveRange reserve) {
            NamespaceRecord namespace =
                tables.namespaces().get(new NamespaceKey(envelope.tenant(), reserve.namespace()));
            if (namespace != null) {
              forgetIfMarkIsMissing(tables, namespace);
            }
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  /** Gives a restarted node the number that it had before. */
  static final Decider REUSES_INCARNATIONS =
      (tables, position, entry) -> {
        ClusterRecord cluster = tables.cluster();
        for (Envelope envelope : entry.envelopes()) {
          IncarnationNumber last = cluster.current().get(envelope.proposer());
          if (last != null && envelope.command() instanceof Command.RegisterIncarnation) {
            tables.putCluster(
                changed(cluster, last.value(), cluster.clockMillis(), cluster.current()));
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  /** Takes a worker number away before its window has ended. */
  static final Decider HANDS_WORKERS_OVER_EARLY =
      (tables, position, entry) -> {
        for (Envelope envelope : entry.envelopes()) {
          if (envelope.command() instanceof Command.ClaimWorker) {
            endWindowsNow(tables, envelope.incarnation());
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  /** Does not ask whether a release is older than the claim that it would undo. */
  static final Decider BELIEVES_LATE_RELEASES =
      (tables, position, entry) -> {
        for (Envelope envelope : entry.envelopes()) {
          if (envelope.command() instanceof Command.ReleaseWorker release) {
            WorkerRecord worker = tables.workers().get(release.worker());
            if (worker != null) {
              tables
                  .workers()
                  .put(
                      release.worker(),
                      new WorkerRecord(worker.owner(), worker.node(), worker.window(), 0));
            }
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  /** Takes a period for what its latest proposer says, not for what is stored. */
  static final Decider BELIEVES_PROPOSED_PERIODS =
      (tables, position, entry) -> {
        for (Envelope envelope : entry.envelopes()) {
          if (envelope.command() instanceof Command.ReserveRange reserve) {
            LineKey key = lineOf(tables, envelope, reserve);
            LineRecord line = key == null ? null : tables.lines().get(key);
            if (key != null && line != null && !reserve.period().equals(TimeWindow.EMPTY)) {
              tables
                  .lines()
                  .put(
                      key,
                      new LineRecord(
                          line.highWaterMark(),
                          line.reservedTotal(),
                          line.rangesKept(),
                          line.raiseNonce(),
                          line.raiseIncarnation(),
                          reserve.period()));
            }
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  /** Keeps nothing of a closed period, not even its mark, so that it may open again. */
  static final Decider FORGETS_CLOSED_LINES =
      (tables, position, entry) -> {
        for (Envelope envelope : entry.envelopes()) {
          if (envelope.command() instanceof Command.ReserveRange reserve) {
            LineKey key = lineOf(tables, envelope, reserve);
            LineRecord line = key == null ? null : tables.lines().get(key);
            if (key != null
                && line != null
                && !key.label().equals(PeriodLabel.NONE)
                && line.period().endMillis() <= tables.cluster().replicatedTimeMillis()) {
              forget(tables, key);
            }
          }
        }
        return Decider.REAL.apply(tables, position, entry);
      };

  private static @Nullable LineKey lineOf(
      Tables tables, Envelope envelope, Command.ReserveRange reserve) {
    NamespaceRecord namespace =
        tables.namespaces().get(new NamespaceKey(envelope.tenant(), reserve.namespace()));
    return namespace == null
        ? null
        : new LineKey(namespace.tenant(), namespace.number(), reserve.label());
  }

  private static void forget(Tables tables, LineKey line) {
    List<RangeKey> ranges = new ArrayList<>();
    tables
        .ranges()
        .scan(new RangeKey(line, 0), (key, range) -> key.line().equals(line) && ranges.add(key));
    ranges.forEach(tables.ranges()::delete);
    tables.lines().delete(line);
  }

  /** Serves a superseded incarnation as if it were the current one. */
  static final Decider SERVES_THE_SUPERSEDED =
      (tables, position, entry) -> {
        SortedMap<NodeName, IncarnationNumber> everyone = new TreeMap<>(tables.cluster().current());
        List<Reply> replies = new ArrayList<>();
        for (Envelope envelope : entry.envelopes()) {
          if (!(envelope.command() instanceof Command.RegisterIncarnation)) {
            everyone.put(envelope.proposer(), envelope.incarnation());
          }
        }
        ClusterRecord before = tables.cluster();
        tables.putCluster(
            changed(before, before.nextIncarnation(), before.clockMillis(), everyone));
        replies.addAll(Decider.REAL.apply(tables, position, entry));
        ClusterRecord after = tables.cluster();
        SortedMap<NodeName, IncarnationNumber> latest = new TreeMap<>(after.current());
        before
            .current()
            .forEach(
                (node, number) -> latest.merge(node, number, (a, b) -> a.compareTo(b) > 0 ? a : b));
        tables.putCluster(changed(after, after.nextIncarnation(), after.clockMillis(), latest));
        return replies;
      };

  /** Takes the clock of whoever proposes for the time of all. */
  static final Decider BELIEVES_ONE_CLOCK =
      (tables, position, entry) -> {
        ClusterRecord cluster = tables.cluster();
        SortedMap<NodeName, Long> clocks = new TreeMap<>(cluster.clockMillis());
        for (Envelope envelope : entry.envelopes()) {
          cluster.voters().forEach(voter -> clocks.put(voter, envelope.clockMillis()));
        }
        tables.putCluster(changed(cluster, cluster.nextIncarnation(), clocks, cluster.current()));
        return Decider.REAL.apply(tables, position, entry);
      };

  private static void believe(Tables tables, WindowOwner owner, long nonce, long expectedEnd) {
    switch (owner) {
      case WindowOwner.TimeLine(IncarnationNumber number) -> {
        IncarnationRecord stored = tables.incarnations().get(number);
        if (stored != null && stored.windowNonce() != nonce) {
          tables
              .incarnations()
              .put(
                  number,
                  new IncarnationRecord(
                      stored.node(),
                      stored.registeredMillis(),
                      stored.processNonce(),
                      endingAt(stored.window(), expectedEnd),
                      0,
                      stored.knownLevel()));
        }
      }
      case WindowOwner.Worker(WorkerKey key) -> {
        WorkerRecord stored = tables.workers().get(key);
        if (stored != null && stored.windowNonce() != nonce) {
          tables
              .workers()
              .put(
                  key,
                  new WorkerRecord(
                      stored.owner(), stored.node(), endingAt(stored.window(), expectedEnd), 0));
        }
      }
    }
  }

  private static void forgetIfMarkIsMissing(Tables tables, NamespaceRecord namespace) {
    LineKey line = new LineKey(namespace.tenant(), namespace.number(), PeriodLabel.NONE);
    if (tables.lines().get(line) != null || !namespace.reserved()) {
      return;
    }
    List<RangeKey> ranges = new ArrayList<>();
    tables
        .ranges()
        .scan(new RangeKey(line, 0), (key, range) -> key.line().equals(line) && ranges.add(key));
    ranges.forEach(tables.ranges()::delete);
    tables
        .namespaces()
        .put(
            namespace.key(),
            new NamespaceRecord(
                namespace.tenant(),
                namespace.name(),
                namespace.number(),
                namespace.generation(),
                namespace.rule(),
                false,
                namespace.deleted(),
                namespace.changeNonce(),
                namespace.changeIncarnation(),
                namespace.changedMillis()));
  }

  private static void endWindowsNow(Tables tables, IncarnationNumber claimant) {
    long now = tables.cluster().replicatedTimeMillis();
    List<WorkerKey> keys = new ArrayList<>();
    tables
        .workers()
        .scan(
            SimulatedStore.FIRST_WORKER,
            (key, worker) -> worker.owner().equals(claimant) || keys.add(key));
    for (WorkerKey key : keys) {
      WorkerRecord worker = tables.workers().get(key);
      if (worker != null && worker.window().endMillis() > now) {
        tables
            .workers()
            .put(
                key,
                new WorkerRecord(worker.owner(), worker.node(), endingAt(worker.window(), now), 0));
      }
    }
  }

  private static TimeWindow endingAt(TimeWindow window, long endMillis) {
    return new TimeWindow(Math.min(window.startMillis(), endMillis), endMillis);
  }

  private static ClusterRecord changed(
      ClusterRecord cluster,
      long nextIncarnation,
      SortedMap<NodeName, Long> clockMillis,
      SortedMap<NodeName, IncarnationNumber> current) {
    return new ClusterRecord(
        cluster.clusterId(),
        cluster.epoch(),
        cluster.featureLevel(),
        cluster.applied(),
        cluster.replicatedTimeMillis(),
        nextIncarnation,
        cluster.nextNamespaceNumber(),
        cluster.rows(),
        cluster.rowsMax(),
        cluster.members(),
        clockMillis,
        current,
        cluster.secret(),
        cluster.lineage());
  }
}
