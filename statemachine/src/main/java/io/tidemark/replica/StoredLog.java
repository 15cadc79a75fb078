package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log as it lies on disk while Ratis does not run, every entry checked.
 *
 * <p>Ratis itself deletes a segment whose first bytes are zero, takes a damaged length for the end
 * of the log if it leads beyond the file, and refuses a segment with a torn end, as the space
 * behind it is filled with zeros beforehand. So it is only ever started on a log that was read
 * here:
 *
 * <ol>
 *   <li>Segments follow one another without a gap. Segments before a gap that a snapshot covers are
 *       what an interrupted purge left: Ratis deletes the newest first.
 *   <li>A finished segment holds exactly the entries that its name says.
 *   <li>The open segment, always the last, may have a torn end: bytes that are no entry, and no
 *       entry anywhere behind them. What they were meant to be was never acknowledged, as an entry
 *       is forced before that. If it was all the same, the other members have seen it held.
 * </ol>
 *
 * <p>Reading changes nothing; {@link #repair} takes away what is left over or torn, and makes the
 * rest durable.
 */
public final class StoredLog {

  private static final Pattern FINISHED = Pattern.compile("log_(\\d{1,18})-(\\d{1,18})");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d{1,18})");
  private static final Pattern REWRITTEN = Pattern.compile("log_.*\\.tmp");

  private final List<Path> leftOver;
  private final List<Path> finished = new ArrayList<>();
  private final LogPosition last;
  private @Nullable Open open;
  private boolean torn;

  /** A segment by its name; {@code end} is -1 if it is open. */
  private record Segment(Path file, long start, long end) {

    boolean isOpen() {
      return end == -1;
    }
  }

  /** The open segment. */
  private record Open(Path file, LogSegmentFile content, boolean isEmpty) {}

  private StoredLog(List<Segment> segments, List<Path> rewritten, long snapshotIndex)
      throws IOException {
    leftOver = new ArrayList<>(rewritten);
    LogPosition reached = LogPosition.NOTHING;
    for (Segment segment : withoutLeftOvers(segments, snapshotIndex)) {
      reached = read(segment, reached);
    }
    last = reached;
  }

  /**
   * Reads and checks the log.
   *
   * @param current Ratis' directory {@code current}; it may not exist
   * @param snapshotIndex where the newest snapshot ends; -1 if there is none
   * @throws DamagedLogException if an entry is damaged or missing
   */
  public static StoredLog read(Path current, long snapshotIndex) throws IOException {
    List<Segment> segments = new ArrayList<>();
    List<Path> rewritten = new ArrayList<>();
    for (Path file : DurableFiles.list(current)) {
      String name = file.getFileName().toString();
      Matcher finished = FINISHED.matcher(name);
      Matcher open = OPEN.matcher(name);
      if (finished.matches()) {
        segments.add(
            new Segment(
                file, Long.parseLong(finished.group(1)), Long.parseLong(finished.group(2))));
      } else if (open.matches()) {
        segments.add(new Segment(file, Long.parseLong(open.group(1)), -1));
      } else if (REWRITTEN.matcher(name).matches()) {
        rewritten.add(file);
      }
    }
    segments.sort(Comparator.comparingLong(Segment::start).thenComparing(Segment::isOpen));
    return new StoredLog(segments, rewritten, snapshotIndex);
  }

  /** The last whole entry; {@link LogPosition#NOTHING} if there is none. */
  public LogPosition last() {
    return last;
  }

  /** Whether nothing is left over or torn. */
  public boolean isWhole() {
    return !torn && leftOver.isEmpty();
  }

  /**
   * Takes away what an interrupted purge or repair left, cuts off a torn end, and makes durable
   * what was read. Ratis takes all that it finds at its start for stored: it would acknowledge it,
   * and a power cut would take it.
   *
   * <p>What a process that was killed had written last may be in the system's cache alone, and
   * after a failed write the system may even call it stored, so that forcing the file again does
   * nothing. Only the open segment can be such, as Ratis forces it before it is finished. So it is
   * written anew from what was read and checked.
   *
   * @throws IOException if the disk refuses; then nothing of the log may be acknowledged
   */
  public void repair() throws IOException {
    repair(DurableFiles::force);
  }

  void repair(DurableFiles.Force files) throws IOException {
    for (Path file : leftOver) {
      Files.delete(file);
      DurableFiles.forceParent(file);
    }
    for (Path file : finished) {
      files.force(file);
      DurableFiles.forceParent(file);
    }
    Open segment = open;
    if (segment == null) {
      return;
    }
    if (segment.isEmpty()) {
      Files.delete(segment.file());
      DurableFiles.forceParent(segment.file());
    } else {
      DurableFiles.replace(segment.file(), segment.content().wholeBytes());
    }
  }

  private List<Segment> withoutLeftOvers(List<Segment> segments, long snapshotIndex)
      throws DamagedLogException {
    int first = 0;
    for (int i = 1; i < segments.size(); i++) {
      Segment before = segments.get(i - 1);
      Segment next = segments.get(i);
      if (before.isOpen()) {
        throw new DamagedLogException(before.file(), "is open, but " + next.file() + " follows it");
      }
      if (next.start() != before.end() + 1) {
        if (before.end() > snapshotIndex || next.start() <= before.end()) {
          throw new DamagedLogException(
              next.file(), "does not follow the segment before it, which ends at " + before.end());
        }
        first = i;
      }
    }
    segments.subList(0, first).forEach(segment -> leftOver.add(segment.file()));
    return segments.subList(first, segments.size());
  }

  private LogPosition read(Segment segment, LogPosition before) throws IOException {
    LogSegmentFile file = LogSegmentFile.read(segment.file(), segment.start(), before.term());
    String trouble = file.trouble();
    if (!segment.isOpen()) {
      if (trouble != null || file.nextIndex() != segment.end() + 1) {
        throw new DamagedLogException(
            segment.file(),
            "is damaged at byte %d: %s"
                .formatted(
                    file.endBytes(), trouble == null ? "entries are missing at its end" : trouble));
      }
      finished.add(segment.file());
    } else {
      if (trouble != null && file.hasEntryBehindTrouble()) {
        throw new DamagedLogException(
            segment.file(), "is damaged at byte %d: %s".formatted(file.endBytes(), trouble));
      }
      boolean empty = file.nextIndex() == segment.start();
      open = new Open(segment.file(), file, empty);
      torn = trouble != null || empty;
    }
    return file.nextIndex() == segment.start()
        ? before
        : new LogPosition(file.term(), file.nextIndex() - 1);
  }
}
