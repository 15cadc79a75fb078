package io.tidemark.node.member;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How large a running member's files are, for metrics. A file that goes while it is looked at
 * counts as gone; what can't be read counts as nothing, as another place says so aloud.
 */
public final class MemberFiles {

  private static final Pattern SNAPSHOT = Pattern.compile("snapshot\\.\\d{1,18}_(\\d{1,18})");

  private final Path log;
  private final Path snapshots;
  private final long startedMillis;

  MemberFiles(Path log, Path snapshots, long startedMillis) {
    this.log = log;
    this.snapshots = snapshots;
    this.startedMillis = startedMillis;
  }

  /** Bytes of all segments of the log, with what is filled up with zeros beforehand. */
  public long logBytes() {
    return list(log).stream()
        .filter(file -> file.getFileName().toString().startsWith("log_"))
        .mapToLong(MemberFiles::sizeOf)
        .sum();
  }

  /** Bytes of the newest snapshot; 0 without one. */
  public long snapshotBytes() {
    return newestSnapshot().map(MemberFiles::sizeOf).orElse(0L);
  }

  /** When the newest snapshot was written, Unix time; when the member was started without one. */
  public long snapshotMillis() {
    return newestSnapshot().map(this::writtenMillis).orElse(startedMillis);
  }

  private Optional<Path> newestSnapshot() {
    return list(snapshots).stream()
        .filter(file -> SNAPSHOT.matcher(file.getFileName().toString()).matches())
        .max(Comparator.comparingLong(MemberFiles::indexOf));
  }

  private static long indexOf(Path snapshot) {
    String name = snapshot.getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('_') + 1));
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private long writtenMillis(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return startedMillis;
    }
  }
}
