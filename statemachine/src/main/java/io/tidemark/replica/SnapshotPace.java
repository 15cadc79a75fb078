package io.tidemark.replica;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts what was applied, to tell when a snapshot is due and which entries need not be kept. Used
 * by the thread that applies.
 */
final class SnapshotPace {

  /** How finely the kept bytes are measured. */
  private static final int MARKS = 32;

  private final SnapshotBounds bounds;
  private final Deque<Mark> marks = new ArrayDeque<>();
  private long snapshotIndex = -1;
  private long snapshotRows;
  private long snapshotBytes;
  private long totalBytes;
  private long totalBytesAtSnapshot;

  /** How many bytes had been applied up to an entry. */
  private record Mark(long index, long totalBytes) {}

  SnapshotPace(SnapshotBounds bounds) {
    this.bounds = bounds;
  }

  void applied(long index, int bytes) {
    totalBytes += bytes;
    Mark newest = marks.peekLast();
    if (newest == null || totalBytes - newest.totalBytes() > bounds.keptBytesMax() / MARKS) {
      marks.addLast(new Mark(index, totalBytes));
    }
  }

  /** A snapshot was begun, loaded or installed; what is applied now counts for the next one. */
  void began(long index) {
    snapshotIndex = index;
    totalBytesAtSnapshot = totalBytes;
  }

  /** How large the newest snapshot is. */
  void measured(long rows, long sizeBytes) {
    snapshotRows = rows;
    snapshotBytes = sizeBytes;
  }

  boolean isDue(long appliedIndex) {
    return appliedIndex - snapshotIndex
            >= Math.max(bounds.entriesMin(), snapshotRows / SnapshotBounds.ROWS_PER_ENTRY)
        || totalBytes - totalBytesAtSnapshot >= Math.max(bounds.bytesMin(), snapshotBytes);
  }

  /** The last entry that need not be kept, given that a snapshot covers those up to the index. */
  long purgeable(long coveredIndex) {
    long beyondBytes = -1;
    while (!marks.isEmpty() && totalBytes - marks.element().totalBytes() >= bounds.keptBytesMax()) {
      beyondBytes = marks.remove().index();
    }
    if (beyondBytes >= 0) {
      // For the next call: what is beyond stays beyond.
      marks.addFirst(new Mark(beyondBytes, 0));
    }
    return Math.min(coveredIndex, Math.max(beyondBytes, coveredIndex - bounds.keptEntriesMax()));
  }
}
