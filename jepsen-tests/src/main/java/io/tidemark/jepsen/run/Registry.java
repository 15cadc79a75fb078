package io.tidemark.jepsen.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
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
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import io.tidemark.snapshot.SnapshotFile;
import io.tidemark.snapshot.StateHash;
import io.tidemark.store.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What nodes have on record, as their own copies of the state say: read again and again during a
 * run, since old ranges are forgotten.
 */
final class Registry {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String F = "registry";

  private final History history;
  private final Path directory;
  private final int members;

  /**
   * A reader.
   *
   * @param directory for the copies
   * @param members how many nodes are to have the same state in the end
   */
  Registry(History history, Path directory, int members) {
    this.history = history;
    this.directory = directory;
    this.members = members;
  }

  /** Reads the state of a node; false if it did not give it. */
  boolean read(Node node, int process) {
    ObjectNode asked = JSON.createObjectNode().put("node", node.name());
    history.add(process, Operation.Type.INVOKE, F, node.name(), asked);
    Path copy = directory.resolve(node.name() + ".snapshot");
    if (!node.client().download("/v1/cluster/snapshot", copy)) {
      history.add(process, Operation.Type.FAIL, F, node.name(), asked, "not given");
      return false;
    }
    try (MemoryStore store = new MemoryStore()) {
      SnapshotFile.load(copy, store);
      ObjectNode read = store.read(view -> describe(view, asked.deepCopy()));
      history.add(process, Operation.Type.OK, F, node.name(), read.put("members", members));
      Files.delete(copy);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
