package io.tidemark.jepsen.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run, written to {@code history.jsonl} as it happens and never kept in memory:
 * hours of it have hundreds of millions of IDs. Many threads may add at once; the order of the
 * lines is the order of time.
 */
public final class History implements AutoCloseable {
  /** Lines of JSON: what checkers read. */
  public static final String JSON_FILE = "history.jsonl";

  /** The same as Jepsen writes it. */
  public static final String EDN_FILE = "history.edn";

  private final BufferedWriter json;
  private final BufferedWriter edn;
  private final LongSupplier nanos;
  private final long startNanos;
  private long next;

  private History(BufferedWriter json, BufferedWriter edn, LongSupplier nanos) {
    this.json = json;
    this.edn = edn;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  /**
   * Begins a history.
   *
   * @param directory where its two files are made
   * @param nanos a monotonic clock
   */
  public static History begin(Path directory, LongSupplier nanos) throws IOException {
    return new History(
        Files.newBufferedWriter(directory.resolve(JSON_FILE)),
        Files.newBufferedWriter(directory.resolve(EDN_FILE)),
        nanos);
  }

  /** Adds a line without an error. */
  public Operation add(
      int process, Operation.Type type, String f, @Nullable String node, JsonNode value) {
    return add(process, type, f, node, value, null);
  }

  /** Adds a line that happens now. */
  public synchronized Operation add(
      int process,
      Operation.Type type,
      String f,
      @Nullable String node,
      @Nullable JsonNode value,
      @Nullable String error) {
    Operation operation =
        new Operation(
            next,
            nanos.getAsLong() - startNanos,
            process,
            type,
            f,
            node,
            value == null ? NullNode.getInstance() : value,
            error);
    next++;
    try {
      json.write(OperationText.json(operation));
      json.newLine();
      edn.write(OperationText.edn(operation));
      edn.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException("the history can't be written", e);
    }
    return operation;
  }

  /** Nanoseconds since the start. */
  public long now() {
    return nanos.getAsLong() - startNanos;
  }

  /** Visits the operations of a history that was closed, in order. */
  public static void read(Path directory, Consumer<Operation> visitor) throws IOException {
    try (BufferedReader lines =
        Files.newBufferedReader(directory.resolve(JSON_FILE), StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        visitor.accept(OperationText.ofJson(line));
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try (edn) {
      json.close();
    }
  }
}
