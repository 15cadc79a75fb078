package io.tidemark.node.peer;

/**
 * What came of asking a member for a snapshot of its own, now. Travels between nodes.
 *
 * @param term of the entry where the member's newest snapshot ends; -1 if nothing came of it
 * @param index of that entry; -1 if nothing came of it
 * @param sizeBytes of the snapshot
 * @param tookMillis from the request to the durable file
 * @param detail why not; empty if it has one of now
 */
public record SnapshotTake(
    Verdict verdict, long term, long index, long sizeBytes, long tookMillis, String detail) {

  /** No snapshot was taken. */
  public static SnapshotTake not(Verdict verdict, String detail) {
    return new SnapshotTake(verdict, -1, -1, 0, 0, detail);
  }

  /** Whether it was taken, or why not. */
  public enum Verdict {
    TAKEN,
    /** Nothing was applied since the newest one, so that is as good. */
    UNCHANGED,
    /** One that was asked for is still being written. */
    BUSY,
    /** It could not be written. */
    FAILED,
    /** The node is starting or stopping. */
    NOT_SERVING
  }
}
