package io.tidemark.jepsen.db;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.core.IncarnationNumber;
import io.tidemark.core.LineKey;
import io.tidemark.core.LineRecord;
import io.tidemark.core.NamespaceKey;
import io.tidemark.core.NamespaceName;
import io.tidemark.core.PeriodLabel;
import io.tidemark.core.RangeKey;
import io.tidemark.core.SequenceRule;
import io.tidemark.core.TenantId;
import io.tidemark.core.View;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.StateHash;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;

/** A copy of the state, as a file. */
public final class StateFile {

  private StateFile() {}

  /**
   * Reads a copy: its index, epoch and hash, the incarnations, and of each line its mark and
   * ranges.
   *
   * @throws IOException if it can't be read or believed
   */
  public static ObjectNode describe(Path file, ObjectNode to) throws IOException {
    try (MemoryStore store = new MemoryStore()) {
      SnapshotFile.load(file, store);
      return store.read(view -> describe(view, to));
    }
  }

  private static ObjectNode describe(View view, ObjectNode to) {
    to.put("applied", view.cluster().applied().index());
    to.put("epoch", view.cluster().epoch());
    to.put("hash", StateHash.of(view));
    ObjectNode incarnations = to.putObject("incarnations");
    view.incarnations()
        .scan(
            IncarnationNumber.NONE,
            (number, record) -> {
              incarnations
                  .putObject(number.toString())
                  .put("node", record.node().value())
                  .put("process", record.processNonce());
              return true;
            });
    ObjectNode lines = to.putObject("lines");
    view.namespaces()
        .scan(
            new NamespaceKey(TenantId.DEFAULT, new NamespaceName("0")),
            (key, record) -> {
              SequenceRule rule = record.rule().sequence();
              LineKey line = new LineKey(key.tenant(), record.number(), PeriodLabel.NONE);
              LineRecord stored = view.lines().get(line);
              if (rule != null && stored != null) {
                describe(view, line, stored, rule, lines.putObject(key.name().value()));
              }
              return true;
            });
    return to;
  }

  private static void describe(
      View view, LineKey line, LineRecord stored, SequenceRule rule, ObjectNode to) {
    to.put("start", rule.start());
    to.put("step", rule.step());
    to.put("mark", stored.highWaterMark());
    to.put("reserved_total", stored.reservedTotal());
    ArrayNode ranges = to.putArray("ranges");
    view.ranges()
        .scan(
            new RangeKey(line, 0),
            (key, range) -> {
              if (!key.line().equals(line)) {
                return false;
              }
              ranges
                  .addArray()
                  .add(key.first())
                  .add(range.end())
                  .add(range.incarnation().value())
                  .add(range.sealedEnd());
              return true;
            });
  }
}
