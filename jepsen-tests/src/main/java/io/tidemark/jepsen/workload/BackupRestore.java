package io.tidemark.jepsen.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Restored;
import io.tidemark.jepsen.checker.Unique;
import io.tidemark.jepsen.db.Db;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.db.StateFile;
import io.tidemark.jepsen.db.Tidemark;
import io.tidemark.jepsen.history.Operation;
import io.tidemark.jepsen.nemesis.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Sequences that clients ask for, while an operator saves a backup again and again and restores it
 * for each node, in directories that are looked at and never run: what is restored must lie above
 * all that was issued since.
 */
final class BackupRestore implements Workload {
  private static final List<Rule> NAMESPACES =
      List.of(
          new Rule(Restored.PREFIX + "one", "{\"kind\":\"sequence\"}"),
          new Rule(
              Restored.PREFIX + "five", "{\"kind\":\"sequence\",\"start\":\"5\",\"step\":\"5\"}"));
  private static final int COUNT_MAX = 50;

  /** More than clients of a run ask for of one line. */
  private static final String RAISED_BY = "1000000";

  @Override
  public String name() {
    return "backup-restore";
  }

  @Override
  public List<Rule> namespaces() {
    return NAMESPACES;
  }

  @Override
  public void step(Session session) {
    Rule rule = NAMESPACES.get(session.random().nextInt(NAMESPACES.size()));
    Calls.generate(session, rule.name(), session.random().nextInt(1, COUNT_MAX + 1));
  }

  @Override
  public boolean bears(Fault.Need need) {
    return need != Fault.Need.REWIND;
  }

  @Override
  public Operator operator() {
    return (db, session) -> {
      Node from = db.nodes().get(session.random().nextInt(db.nodes().size()));
      Path backup = from.beside(".drill");
      ObjectNode asked = Calls.object().put("node", from.name());
      session.record("drill", Operation.Type.INVOKE, from.name(), asked, null);
      Optional<String> failure = from.client().download("/v1/cluster/snapshot", backup);
      if (failure.isPresent()) {
        session.record("drill", Operation.Type.FAIL, from.name(), asked, failure.get());
      } else {
        ObjectNode restored = restore(db, backup, asked.deepCopy());
        session.record("drill", Operation.Type.OK, from.name(), restored, null);
      }
    };
  }

  private static ObjectNode restore(Db db, Path backup, ObjectNode to) {
    String stopped = Instant.now().toString();
    try {
      to.put("epoch_before", StateFile.describe(backup, Calls.object()).path("epoch").asLong());
      for (Node node : db.nodes()) {
        Path directory = node.beside(".drilled");
        Tidemark.offline(
                db,
                "snapshot",
                "restore",
                backup.toString(),
                "--data-dir",
                directory.toString(),
                "--name",
                node.name(),
                "--peers",
                db.peers(),
                "--raise-by",
                RAISED_BY,
                "--clock-error-at-most",
                "2",
                "--restored-at",
                stopped,
                "--old-cluster-stopped")
            .requireSuccess();
        to.withArray("restored").add(StateFile.describe(snapshotIn(directory), Calls.object()));
        Node.remove(directory);
      }
      Files.delete(backup);
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path snapshotIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("replica/snapshots"))) {
      return files.findAny().orElseThrow();
    }
  }

  @Override
  public List<Checker> checkers() {
    return List.of(new Unique(), new Restored());
  }
}
