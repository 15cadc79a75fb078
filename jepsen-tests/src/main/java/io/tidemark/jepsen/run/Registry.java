package io.tidemark.jepsen.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.db.Node;
import io.tidemark.jepsen.db.StateFile;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.history.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
    Optional<String> failure = node.client().download("/v1/cluster/snapshot", copy);
    if (failure.isPresent()) {
      history.add(process, Operation.Type.FAIL, F, node.name(), asked, failure.get());
      return false;
    }
    try {
      ObjectNode read = StateFile.describe(copy, asked.deepCopy());
      history.add(process, Operation.Type.OK, F, node.name(), read.put("members", members));
      Files.delete(copy);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
