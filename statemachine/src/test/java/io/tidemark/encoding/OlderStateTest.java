package io.tidemark.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.core.ClusterRecord;
import io.tidemark.core.Command;
import io.tidemark.core.Entry;
import io.tidemark.core.Envelope;
import io.tidemark.core.IdRange;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LogPosition;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.NamespaceRule;
import io.tidemark.core.NodeName;
import io.tidemark.core.Outcome;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.Precondition;
import io.tidemark.core.RejectionReason;
import io.tidemark.core.ReplicatedState;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.period.Reset;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot that the version before feature level 2 wrote (three nodes, a sequence with its mark
 * at 301, a time window, a worker) is loaded, and the cluster goes on where it was.
 */
class OlderStateTest {

  private static final NamespaceName ORDERS = new NamespaceName("orders");

  @TempDir private Path directory;

  private final MemoryStore store = new MemoryStore();
  private long nonce = 1_000;

  private void load() throws IOException {
    Path file = directory.resolve("state.snapshot");
    Files.write(file, GoldenFile.named("state-of-level-1").read());
    SnapshotFile.load(file, store);
  }

  private Outcome apply(Command command) {
    ClusterRecord cluster = store.read(View::cluster);
    NodeName node = new NodeName("n1");
    IncarnationNumber incarnation = cluster.current().getOrDefault(node, IncarnationNumber.NONE);
    Envelope envelope =
        new Envelope(
            node,
            incarnation,
            1_800_000_001_000L,
            ++nonce,
            TenantId.DEFAULT,
            "",
            "",
            command.featureLevel(),
            command);
    LogPosition position = new LogPosition(1, cluster.applied().index() + 1);
    return store
        .write(tables -> ReplicatedState.apply(tables, position, new Entry(List.of(envelope))))
        .getFirst()
        .outcome();
  }

  @Test
  void it_is_read_as_it_was_meant() throws IOException {
    load();
    ClusterRecord cluster = store.read(View::cluster);
    assertEquals(1, cluster.featureLevel());
    assertNull(cluster.secret());
    assertEquals(cluster.clusterId(), cluster.lineage());
    assertEquals(3, cluster.current().size());
  }

  @Test
  void its_lines_go_on_above_their_marks() throws IOException {
    load();
    Outcome outcome = apply(new Command.ReserveRange(ORDERS, 1, PeriodLabel.NONE, 1, 10));
    assertEquals(
        new IdRange(301, 311, 1),
        assertInstanceOf(Outcome.RangeReserved.class, outcome, outcome::toString).range());
  }

  @Test
  void rules_that_its_members_may_not_know_are_refused() throws IOException {
    load();
    Outcome outcome =
        apply(
            new Command.PutNamespace(
                new NamespaceName("new"),
                NamespaceRule.of(SequenceRule.DEFAULT.withTemplate("{seq:8}", Reset.NONE, "UTC")),
                Precondition.none()));
    assertEquals(
        RejectionReason.UNKNOWN_FEATURE,
        assertInstanceOf(Outcome.Rejected.class, outcome, outcome::toString).reason());
  }
}
