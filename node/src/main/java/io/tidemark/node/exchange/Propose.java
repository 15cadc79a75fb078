package io.tidemark.node.exchange;

import org.jspecify.annotations.Nullable;

/** Submit this entry to your own Raft server, if you lead. */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way; nobody compares them.
public final class Propose {

  private Propose() {}

  /**
   * @param clusterId the cluster that the entry is meant for
   * @param entry encoded
   * @param timeoutMillis how long the asking node waits for the answer
   */
  public record Request(String clusterId, byte[] entry, long timeoutMillis) {}

  /**
   * @param verdict what became of the entry
   * @param term of the committed entry; -1 otherwise
   * @param index of the committed entry; -1 otherwise
   * @param replies encoded, of the committed entry; null otherwise
   * @param detail why not, for people; empty if committed
   */
  public record Answer(
      Verdict verdict, long term, long index, byte @Nullable [] replies, String detail) {}

  /** What the asking node may conclude. */
  public enum Verdict {
    /** Committed and applied. */
    COMMITTED,
    /** Never reached a log, and never will. */
    REFUSED,
    /** May have been committed, or may be still. */
    UNKNOWN
  }
}
