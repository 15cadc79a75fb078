package io.tidemark.jepsen.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.jepsen.history.Operation;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes histories by hand; a millisecond passes with every operation. */
final class HistoryBuilder {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long STEP_NANOS = 1_000_000;

  private final List<Operation> operations = new ArrayList<>();
  private long nanos;

  HistoryBuilder invoke(int process, String node, String f, String value) {
    return add(process, Operation.Type.INVOKE, f, node, value, null);
  }

  HistoryBuilder ok(int process, String node, String f, String value) {
    return add(process, Operation.Type.OK, f, node, value, null);
  }

  HistoryBuilder fail(int process, String node, String f, String value) {
    return add(process, Operation.Type.FAIL, f, node, value, "503 no_quorum");
  }

  HistoryBuilder info(int process, String node, String f, String value) {
    return add(process, Operation.Type.INFO, f, node, value, "timed out");
  }

  HistoryBuilder nemesis(String f, String value) {
    return add(Operation.NEMESIS, Operation.Type.INFO, f, null, value, null);
  }

  /** Asks for IDs and gets them. */
  HistoryBuilder issue(int process, String node, String line, String... ids) {
    String asked = "{'line':'%s'}".formatted(line);
    return invoke(process, node, "generate", asked).ok(process, node, "generate", ids(line, ids));
  }

  static String ids(String line, String... ids) {
    return "{'line':'%s','ids':['%s']}".formatted(line, String.join("','", ids));
  }

  HistoryBuilder passes(long seconds) {
    nanos += seconds * 1_000_000_000L;
    return this;
  }

  private HistoryBuilder add(
      int process,
      Operation.Type type,
      String f,
      @org.jspecify.annotations.Nullable String node,
      String value,
      @org.jspecify.annotations.Nullable String error) {
    nanos += STEP_NANOS;
    operations.add(
        new Operation(operations.size(), nanos, process, type, f, node, json(value), error));
    return this;
  }

  private static JsonNode json(String value) {
    try {
      return JSON.readTree(value.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  Verdict judgedBy(Checker checker) {
    operations.forEach(checker::observe);
    return checker.verdict();
  }
}
