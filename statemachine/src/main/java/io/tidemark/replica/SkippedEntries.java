package io.tidemark.replica;

import io.tidemark.core.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The way past an entry of the log whose applying is a fault on every replica, so that all halt at
 * every start: all treat it as one without commands.
 *
 * <ol>
 *   <li>What is recorded as skipped here was failed by every member, and all agreed to skip it. So
 *       none has applied it, none has answered it, and no replica's state differs.
 *   <li>It stays recorded: whoever replays the log later skips it, too.
 * </ol>
 *
 * <p>One small file, replaced whole and forced. Safe for use by many threads.
 */
public final class SkippedEntries {

  /** The version that this node writes, and the highest that it reads. */
  private static final int VERSION = 1;

  private static final Pattern SEALED =
      Pattern.compile("(tidemark skips (\\d{1,9})\\n(?s:.*))crc32c ([0-9a-f]{8})\\n");
  private static final Pattern LINE =
      Pattern.compile("(failed|offered|skipped) (\\d{1,18}) (\\d{1,18})");

  private final ReplicaDirectory directory;
  private final Path file;
  private final List<LogPosition> skipped = new ArrayList<>();
  private @Nullable LogPosition failed;
  private @Nullable LogPosition offered;

  private SkippedEntries(ReplicaDirectory directory) {
    this.directory = directory;
    this.file = directory.skips();
  }

  /**
   * Reads what a replica has recorded, if anything.
   *
   * @param directory the replica's own
   * @throws IOException if the file can't be read, is torn or flipped, or of a later version
   */
  public static SkippedEntries open(Path directory) throws IOException {
    SkippedEntries entries = new SkippedEntries(new ReplicaDirectory(directory));
    if (Files.exists(entries.file)) {
      entries.read(new String(Files.readAllBytes(entries.file), StandardCharsets.US_ASCII));
    }
    return entries;
  }

  /** The last entry that could not be applied here. */
  public synchronized Optional<LogPosition> failed() {
    return Optional.ofNullable(failed);
  }

  /** The entries that are skipped here, in the order in which they were agreed on. */
  public synchronized List<LogPosition> skipped() {
    return List.copyOf(skipped);
  }

  /** What this node has offered to skip, and nobody has told it that all do. */
  public synchronized Optional<LogPosition> offered() {
    return Optional.ofNullable(offered);
  }

  /**
   * Records, durably, that this node is about to tell the others that it would skip the entry. From
   * then on they may skip it at any time, so that this node must never apply it.
   */
  public synchronized void offer(LogPosition position) throws IOException {
    if (!position.equals(offered)) {
      offered = position;
      write();
    }
  }

  /** Records, durably, that every member has agreed to skip the entry. */
  public synchronized void skip(LogPosition position) throws IOException {
    if (!skipped.contains(position)) {
      skipped.add(position);
      if (position.equals(offered)) {
        offered = null;
      }
      write();
    }
  }

  /** Writes the file again, if there is anything in it, after its directory was emptied. */
  public synchronized void recordAnew() throws IOException {
    failed = null;
    if (!skipped.isEmpty() || offered != null) {
      write();
    }
  }

  /** Records, durably, that an entry which failed once is being applied after all. */
  synchronized void retry(LogPosition position) throws IOException {
    if (position.equals(failed)) {
      failed = null;
      write();
    }
  }

  /** Records, durably, that the entry could not be applied. */
  synchronized void fail(LogPosition position) throws IOException {
    if (!position.equals(failed)) {
      failed = position;
      write();
    }
  }

  private void read(String text) throws IOException {
    Matcher sealed = SEALED.matcher(text);
    if (!sealed.matches() || !checksum(sealed.group(1)).equals(sealed.group(3))) {
      throw new IOException(file + " is torn or was changed: its checksum does not match");
    }
    if (Integer.parseInt(sealed.group(2)) > VERSION) {
      throw new IOException(
          "%s is of version %s, and this node knows up to %d; upgrade this node"
              .formatted(file, sealed.group(2), VERSION));
    }
    for (String line : sealed.group(1).lines().skip(1).toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IOException("%s can't be understood: '%s'".formatted(file, line));
      }
      LogPosition position =
          new LogPosition(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
      switch (matcher.group(1)) {
        case "failed" -> failed = position;
        case "offered" -> offered = position;
        default -> skipped.add(position);
      }
    }
  }

  private void write() throws IOException {
    StringBuilder body = new StringBuilder("tidemark skips %d\n".formatted(VERSION));
    if (failed != null) {
      body.append("failed %d %d\n".formatted(failed.term(), failed.index()));
    }
    if (offered != null) {
      body.append("offered %d %d\n".formatted(offered.term(), offered.index()));
    }
    for (LogPosition position : skipped) {
      body.append("skipped %d %d\n".formatted(position.term(), position.index()));
    }
    directory.create();
    String sealed = "%scrc32c %s\n".formatted(body, checksum(body.toString()));
    DurableFiles.replace(file, sealed.getBytes(StandardCharsets.US_ASCII));
  }

  private static String checksum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return "%08x".formatted(crc.getValue());
  }
}
