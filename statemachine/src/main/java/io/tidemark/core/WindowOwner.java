package io.tidemark.core;

/** Whose time line a window lies on. */
public sealed interface WindowOwner {

  /** The time line of an incarnation: stamps UUIDv7 and ULID. */
  record TimeLine(IncarnationNumber incarnation) implements WindowOwner {}

  /** The time line of a snowflake worker number: outlives its holders. */
  record Worker(WorkerKey key) implements WindowOwner {}
}
