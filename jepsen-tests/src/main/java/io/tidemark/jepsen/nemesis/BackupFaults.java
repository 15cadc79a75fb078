package io.tidemark.jepsen.nemesis;

import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.db.Tidemark;
import io.tidemark.jepsen.nemesis.Fault.Need;
import io.tidemark.jepsen.nemesis.Fault.Wound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** A cluster that is lost, and comes back as a new one from a backup that is a while old. */
final class BackupFaults {
  private static final Duration AGE = Duration.ofSeconds(10);

  /** More than clients of a run ask for of one line. */
  private static final String RESERVED_PER_SECOND = "1000000";

  private BackupFaults() {}

  static List<Fault> all() {
    return List.of(new Fault("restore-backup", Need.REWIND, BackupFaults::restore));
  }

  private static Wound restore(Db db, SplittableRandom random) {
    Path backup = db.nodes().getFirst().beside(".backup");
    Tidemark.start(db, "snapshot", "save", backup.toString(), "--force").requireSuccess();
    Db.pause(AGE);
    restoreFrom(db, backup);
    db.startAll();
    return Wound.of(db.nodes(), Duration.ZERO, Wound::nothing);
  }

  /** Ends the cluster for good, and leaves the directories of a new one. */
  static void restoreFrom(Db db, Path file) {
    Path backup = copyOf(file, db.nodes().getFirst().beside(".backup"));
    db.nodes().parallelStream().forEach(Node::kill);
    String stopped = Instant.now().toString();
    for (Node node : db.nodes()) {
      Node.remove(node.dataDir());
      Tidemark.offline(
              db,
              "snapshot",
              "restore",
              backup.toString(),
              "--data-dir",
              node.dataDir().toString(),
              "--name",
              node.name(),
              "--peers",
              db.peers(),
              "--reserved-at-most",
              RESERVED_PER_SECOND,
              "--clock-error-at-most",
              "2",
              "--restored-at",
              stopped,
              "--old-cluster-stopped")
          .requireSuccess();
      node.assumeForced();
    }
  }

  /** The old directories are about to be removed. */
  private static Path copyOf(Path file, Path copy) {
    try {
      return file.equals(copy) ? file : Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
