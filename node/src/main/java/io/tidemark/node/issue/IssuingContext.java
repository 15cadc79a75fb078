package io.tidemark.node.issue;

import io.tidemark.core.FaultHandler;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.layout.InstanceField;
import io.tidemark.node.config.NodeLimits;
import io.tidemark.node.log.LeaderSight;
import io.tidemark.node.log.Proposer;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What every issuer of one registered process shares.
 *
 * @param incarnation this process
 * @param instanceField the cluster's permutation of incarnation numbers
 * @param replicatedMillis replicated time as this node has applied it
 * @param nanos monotonic clock
 * @param printing what is printed beside a sequence's values
 * @param periodClock decides which period's IDs may be printed
 * @param quick random bits that need not be unguessable
 * @param secure random bits on which uniqueness may rest
 * @param failed what is to be reserved again
 */
public record IssuingContext(
    IncarnationNumber incarnation,
    InstanceField instanceField,
    Proposer proposer,
    LeaderSight sight,
    FaultHandler faults,
    NodeLimits limits,
    LongSupplier replicatedMillis,
    LongSupplier nanos,
    InstantSource wall,
    SequencePrinting printing,
    PeriodClock periodClock,
    RandomBits quick,
    RandomBits secure,
    FailedReservations failed,
    IssuingMetrics metrics) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** When something that is asked for now must no longer be issued from. */
  long expiryNanos() {
    return nanos.getAsLong() + limits.holdMillisMax() * NANOS_PER_MILLI;
  }
}
