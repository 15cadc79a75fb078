package io.tidemark.core;

import io.tidemark.core.Outcome.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * The pure function at the heart of the cluster: {@code apply(tables, entry) -> replies}. What it
 * decides is the same on every replica and in every replay.
 *
 * <ol>
 *   <li>Deterministic: same tables and entry, same replies and same rows.
 *   <li>Whatever can be computed from tables and entry is a value, {@link Rejected} included. An
 *       exception means that the stored state is broken, and the node must halt.
 *   <li>A high-water mark only rises, and no two ranges of a line overlap.
 *   <li>Windows of one time line never overlap, and start where the last one ended or later.
 *   <li>Incarnation and namespace numbers are never reused.
 *   <li>Replicated time never goes back, and never runs ahead of what a majority of the voters'
 *       clocks has reached.
 * </ol>
 */
public final class ReplicatedState {

  /**
   * The feature level at which every cluster begins, whatever version forms it: what the first
   * release knew. It never changes, or two versions would replay one log to different states.
   */
  static final int GENESIS_FEATURE_LEVEL = 2;

  /**
   * The feature level of a restored cluster: a version that doesn't know {@link EpochFloor} must
   * not apply its log.
   */
  static final int FLOOR_LEVEL = 3;

  /** The highest feature level that this version knows. */
  public static final int FEATURE_LEVEL = 3;

  /** How long before a period begins its values may be reserved. */
  public static final long PERIOD_AHEAD_MILLIS_MAX = 60_000;

  /** How far a window may run ahead of replicated time. */
  public static final long WINDOW_AHEAD_MILLIS_MAX = 60_000;

  private ReplicatedState() {}

  /**
   * Fills empty tables: the cluster's record and the namespace {@code default}.
   *
   * @param clusterId the cluster's random id
   */
  public static void begin(Tables tables, String clusterId) {
    Transition transition = new Transition(ClusterRecord.genesis(clusterId), tables);
    NamespaceRules.createDefault(transition);
    transition.finish(LogPosition.NOTHING);
  }

  /**
   * Applies one entry of the log.
   *
   * @param position where the entry stands; must be after the last applied one
   * @return a reply per command, in order
   * @throws BrokenInvariantException if the stored state contradicts itself
   */
  public static List<Reply> apply(Tables tables, LogPosition position, Entry entry) {
    Transition transition = begin(tables, position);
    List<Reply> replies = new ArrayList<>(entry.envelopes().size());
    for (Envelope envelope : entry.envelopes()) {
      Outcome outcome = decide(transition, envelope);
      replies.add(
          new Reply(
              envelope.incarnation(),
              envelope.nonce(),
              transition.replicatedTimeMillis(),
              outcome));
    }
    transition.finish(position);
    return List.copyOf(replies);
  }

  /**
   * Takes note of the members, as the log's configuration entry says. The clocks of others than
   * voters are forgotten; the processes of others than members are fenced.
   *
   * @param members of which the position tells the index
   */
  public static void changeMembers(Tables tables, LogPosition position, Membership members) {
    Transition transition = begin(tables, position);
    transition.changeMembers(members, position.index());
    transition.finish(position);
  }

  /** Takes note of a log entry that carries no commands. */
  public static void advance(Tables tables, LogPosition position) {
    begin(tables, position).finish(position);
  }

  /**
   * The latest time that a majority of the voters' reported clocks has reached.
   *
   * @return Unix time in milliseconds; 0 if fewer than a majority have reported
   */
  static long majorityTimeMillis(SortedSet<NodeName> voters, Iterable<Long> reportedMillis) {
    List<Long> latestFirst = new ArrayList<>();
    reportedMillis.forEach(latestFirst::add);
    latestFirst.sort((a, b) -> Long.compare(b, a));
    int majority = voters.size() / 2 + 1;
    return latestFirst.size() < majority ? 0 : latestFirst.get(majority - 1);
  }

  private static Transition begin(Tables tables, LogPosition position) {
    ClusterRecord cluster = tables.cluster();
    if (position.index() <= cluster.applied().index()
        || position.term() < cluster.applied().term()) {
      throw new BrokenInvariantException(
          "log entry %s is not after the last applied one, %s"
              .formatted(position, cluster.applied()));
    }
    if (cluster.featureLevel() > FEATURE_LEVEL) {
      throw new BrokenInvariantException(
          "the cluster is at feature level %d, this version knows %d; upgrade this node"
              .formatted(cluster.featureLevel(), FEATURE_LEVEL));
    }
    return new Transition(cluster, tables);
  }

  private static Outcome decide(Transition transition, Envelope envelope) {
    int needed = Math.max(envelope.featureLevel(), envelope.command().featureLevel());
    if (needed > transition.featureLevel() || envelope.command() instanceof Command.Unrecognized) {
      return Rejected.of(
          RejectionReason.UNKNOWN_FEATURE,
          "the command needs feature level %d, the cluster is at %d; upgrade every member first"
              .formatted(needed, transition.featureLevel()));
    }
    boolean registers = envelope.command() instanceof Command.RegisterIncarnation;
    if (!transition.admits(envelope.proposer())) {
      return IncarnationRules.notAMember(transition, envelope);
    }
    if (!registers && !transition.isCurrent(envelope)) {
      return IncarnationRules.superseded(transition, envelope);
    }
    transition.reportClock(envelope.proposer(), envelope.clockMillis());
    return switch (envelope.command()) {
      case Command.RegisterIncarnation c -> IncarnationRules.register(transition, envelope, c);
      case Command.ReportClock ignored -> new Outcome.ClockReported();
      case Command.ReserveRange c -> LineRules.reserve(transition, envelope, c);
      case Command.SealRange c -> LineRules.seal(transition, envelope, c);
      case Command.RaiseHighWaterMark c -> LineRules.raise(transition, envelope, c);
      case Command.ExtendWindow c -> WindowRules.extend(transition, envelope, c);
      case Command.ClaimWorker c -> WindowRules.claim(transition, envelope, c);
      case Command.ReleaseWorker c -> WindowRules.release(transition, envelope, c);
      case Command.PutNamespace c -> NamespaceRules.put(transition, envelope, c);
      case Command.DeleteNamespace c -> NamespaceRules.delete(transition, envelope, c);
      case Command.Unrecognized c -> throw new BrokenInvariantException("unreachable: " + c);
    };
  }
}
