package io.tidemark.node;

import io.tidemark.core.NodeName;
import io.tidemark.snapshot.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The backups of one node in a directory that may hold other things. Knows its own by name and by
 * what they begin with, and touches nothing else.
 */
final class BackupRetention {

  private final Path directory;
  private final String clusterId;
  private final NodeName node;
  private final Pattern name;

  BackupRetention(Path directory, String clusterId, NodeName node) {
    this.directory = directory;
    this.clusterId = clusterId;
    this.node = node;
    this.name =
        Pattern.compile(
            "tidemark-%s-%s-(\\d{1,18})\\.snapshot"
                .formatted(Pattern.quote(clusterId), Pattern.quote(node.value())));
  }

  /** Where a backup of this place in the log goes. */
  Path file(long index) {
    return directory.resolve("tidemark-%s-%s-%d.snapshot".formatted(clusterId, node, index));
  }

  /** Where a backup is written before its place in the log is known. */
  Path unfinished() {
    return directory.resolve(".tidemark-%s-%s.unfinished".formatted(clusterId, node));
  }

  /** The newest backup. */
  Optional<Path> newest() throws IOException {
    List<Path> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** Removes the oldest backups until so many are left. */
  void keep(int count) throws IOException {
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - count))) {
      Files.deleteIfExists(old);
    }
  }

  /** Oldest first. */
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> own = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        if (name.matcher(entry.getFileName().toString()).matches()
            && Files.isRegularFile(entry)
            && SnapshotFile.claimedCluster(entry).filter(clusterId::equals).isPresent()) {
          own.add(entry);
        }
      }
    }
    own.sort(Comparator.comparingLong(this::index));
    return own;
  }

  private long index(Path file) {
    Matcher matcher = name.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }
}
