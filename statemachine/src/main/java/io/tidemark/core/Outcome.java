package io.tidemark.core;

import java.util.List;

/** What the replicated state decided about a command. Refusals are values: see {@link Rejected}. */
public sealed interface Outcome {

  /** The process is the node's current incarnation. */
  record IncarnationRegistered(IncarnationNumber number, long epoch) implements Outcome {}

  /** The clock was taken note of. */
  record ClockReported() implements Outcome {}

  /**
   * The values are the proposer's alone, for ever.
   *
   * @param generation the namespace's generation at the reservation
   * @param period when IDs of the label may be issued, whatever the proposer's tables say; {@link
   *     TimeWindow#EMPTY} without reset
   */
  record RangeReserved(
      long namespaceNumber, PeriodLabel label, IdRange range, long generation, TimeWindow period)
      implements Outcome {

    /** A range of a line that never resets. */
    public RangeReserved(long namespaceNumber, PeriodLabel label, IdRange range, long generation) {
      this(namespaceNumber, label, range, generation, TimeWindow.EMPTY);
    }
  }

  /** The owner may stamp within the window. It starts where the old one ended, or later. */
  record WindowExtended(TimeWindow window) implements Outcome {}

  /** The worker number is the proposer's, within the window. */
  record WorkerClaimed(WorkerKey worker, TimeWindow window) implements Outcome {}

  /** The worker number may be claimed by another. */
  record WorkerReleased() implements Outcome {}

  /**
   * The namespace stands as asked.
   *
   * @param created whether it did not exist before
   */
  record NamespacePut(NamespaceRecord namespace, boolean created) implements Outcome {}

  /** The namespace is a tombstone. */
  record NamespaceDeleted(NamespaceRecord tombstone) implements Outcome {}

  /** The end of issuing is recorded. */
  record RangeSealed() implements Outcome {}

  /** The line goes on at {@code to}. */
  record HighWaterMarkRaised(long from, long to) implements Outcome {}

  /**
   * Nothing was changed.
   *
   * @param detail names the thing, the value and the way out
   * @param faults the fields at fault, if any
   */
  record Rejected(RejectionReason reason, String detail, List<FieldFault> faults)
      implements Outcome {

    public Rejected {
      faults = List.copyOf(faults);
    }

    /** A rejection that is not about a field. */
    public static Rejected of(RejectionReason reason, String detail) {
      return new Rejected(reason, detail, List.of());
    }
  }
}
