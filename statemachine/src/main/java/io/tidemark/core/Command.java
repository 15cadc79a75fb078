package io.tidemark.core;

import org.jspecify.annotations.Nullable;

/**
 * What a node asks of the replicated state. Who asks, and when, stands in the {@link Envelope}.
 * Commands are data: a command with bad values is rejected by value, it never throws in {@code
 * apply}.
 */
public sealed interface Command {

  /** The lowest feature level of a cluster whose every member understands the command. */
  default int featureLevel() {
    return 1;
  }

  /**
   * Gives the proposing process an incarnation number and supersedes the node's older incarnations.
   * Idempotent per process.
   *
   * @param processNonce random name of the process, 1 to 64 characters
   * @param offer a random secret for a cluster that has none; ignored below feature level 2
   * @param knownLevel the highest feature level that the process knows; the cluster rises to what
   *     the current process of every voter knows
   */
  record RegisterIncarnation(String processNonce, @Nullable ClusterSecret offer, int knownLevel)
      implements Command {

    /** Registers a process of this version. */
    public RegisterIncarnation(String processNonce, @Nullable ClusterSecret offer) {
      this(processNonce, offer, ReplicatedState.FEATURE_LEVEL);
    }

    /** Registers a process of this version, which offers no secret. */
    public RegisterIncarnation(String processNonce) {
      this(processNonce, null);
    }
  }

  /** Carries nothing: the envelope's clock is the report. */
  record ReportClock() implements Command {}

  /**
   * Reserves the next values of a line for the proposing incarnation. Not idempotent: made again,
   * it reserves again.
   *
   * @param generation the namespace's generation that the proposer knows; another one is refused
   * @param countMin the fewest values of use to the proposer, at least 1
   * @param countWanted the most values to reserve, at most {@link SequenceRule#RANGE_SIZE_MAX}
   * @param period where the label's period lies in time by the proposer's time zone tables; {@link
   *     TimeWindow#EMPTY} without reset
   */
  record ReserveRange(
      NamespaceName namespace,
      long generation,
      PeriodLabel label,
      long countMin,
      long countWanted,
      TimeWindow period)
      implements Command {

    /** Reserves from the one line of a namespace that never resets. */
    public ReserveRange(
        NamespaceName namespace,
        long generation,
        PeriodLabel label,
        long countMin,
        long countWanted) {
      this(namespace, generation, label, countMin, countWanted, TimeWindow.EMPTY);
    }

    @Override
    public int featureLevel() {
      return period.equals(TimeWindow.EMPTY) ? 1 : 2;
    }
  }

  /**
   * Moves the end of a window forward, compare-and-set. The same nonce again is accepted, so a lost
   * reply is no conflict.
   *
   * @param expectedEndMillis the window's end as the owner knows it; 0 if there was none
   * @param newEndMillis exclusive; at most {@link ReplicatedState#WINDOW_AHEAD_MILLIS_MAX} after
   *     replicated time
   */
  record ExtendWindow(WindowOwner owner, long expectedEndMillis, long newEndMillis)
      implements Command {}

  /**
   * Takes a worker number of a class for the proposing incarnation, with a window. The same nonce
   * again is answered with the same window.
   *
   * @param windowEndMillis exclusive, bounded as in {@link ExtendWindow}
   */
  record ClaimWorker(WorkerClass workerClass, long windowEndMillis) implements Command {}

  /**
   * Gives a worker number back. The proposer has stopped stamping before it proposes this.
   *
   * @param usedUntilMillis exclusive: the owner never stamped at or after it
   */
  record ReleaseWorker(WorkerKey worker, long usedUntilMillis) implements Command {}

  /** Creates or changes a namespace. */
  record PutNamespace(NamespaceName namespace, NamespaceRule rule, Precondition precondition)
      implements Command {

    @Override
    public int featureLevel() {
      return rule.featureLevel();
    }
  }

  /** Deletes a namespace; a tombstone keeps its rule and marks. */
  record DeleteNamespace(NamespaceName namespace, Precondition precondition) implements Command {}

  /**
   * Records where the proposer stopped issuing from a range of its own. The rest is burned.
   *
   * @param namespaceNumber the namespace's internal number
   * @param first the range's first value
   * @param usedEnd exclusive: nothing at or after it was or will be issued from the range
   */
  record SealRange(long namespaceNumber, PeriodLabel label, long first, long usedEnd)
      implements Command {}

  /**
   * Moves a line's high-water mark forward, never back.
   *
   * @param to the first value that may be reserved afterwards; raised to the next value of the line
   *     if between two
   * @param period as in {@link ReserveRange}
   */
  record RaiseHighWaterMark(NamespaceName namespace, PeriodLabel label, long to, TimeWindow period)
      implements Command {

    /** Raises the one mark of a namespace that never resets. */
    public RaiseHighWaterMark(NamespaceName namespace, PeriodLabel label, long to) {
      this(namespace, label, to, TimeWindow.EMPTY);
    }

    @Override
    public int featureLevel() {
      return period.equals(TimeWindow.EMPTY) ? 1 : 2;
    }
  }

  /**
   * A command of a later version, kept by the decoder so that it can be rejected by value.
   *
   * @param type its name in the encoding
   */
  record Unrecognized(String type) implements Command {}
}
