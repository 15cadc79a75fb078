package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a node keeps, by type of file. */
enum DataFiles {
  LOG("raft/[^/]+/current/log_(inprogress_\\d+|\\d+-\\d+)"),
  RAFT_META("raft/[^/]+/current/raft-meta"),
  CONFIGURATION("raft/[^/]+/current/raft-meta.conf"),
  SNAPSHOT("replica/snapshots/snapshot[^/]*"),
  IDENTITY("identity"),
  STORE("replica/live/.*data\\.mdb");

  private static final Pattern LOG_START = Pattern.compile("log_(?:inprogress_)?(\\d+)");
  private static final Pattern SNAPSHOT_INDEX = Pattern.compile("snapshot\\.\\d+_(\\d+)");

  private final Pattern path;

  DataFiles(String path) {
    this.path = Pattern.compile(path);
  }

  /** The files of this type that a node has. */
  List<Path> of(Node node) {
    try (Stream<Path> all = Files.walk(node.dataDir())) {
      return all.filter(Files::isRegularFile)
          .filter(f -> path.matcher(node.dataDir().relativize(f).toString()).matches())
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return List.of(); // Removed by the node at this moment.
      }
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Snapshots, the oldest first. */
  static List<Path> snapshots(Node node) {
    return SNAPSHOT.of(node).stream()
        .sorted(Comparator.comparingLong(file -> number(file, SNAPSHOT_INDEX)))
        .toList();
  }

  /** The first entry that the log of a node has; the largest number if it has no log. */
  static long logStart(Node node) {
    return LOG.of(node).stream()
        .mapToLong(file -> number(file, LOG_START))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static long number(Path file, Pattern pattern) {
    Matcher matcher = pattern.matcher(file.getFileName().toString());
    return matcher.lookingAt() ? Long.parseLong(matcher.group(1)) : -1;
  }
}
