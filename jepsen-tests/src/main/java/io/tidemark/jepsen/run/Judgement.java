package io.tidemark.jepsen.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.jepsen.checker.Availability;
import io.tidemark.jepsen.checker.Bounded;
import io.tidemark.jepsen.checker.Checker;
import io.tidemark.jepsen.checker.Corruption;
import io.tidemark.jepsen.checker.Exits;
import io.tidemark.jepsen.checker.Recovery;
import io.tidemark.jepsen.checker.SameState;
import io.tidemark.jepsen.checker.Verdict;
import io.tidemark.jepsen.history.History;
import io.tidemark.jepsen.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the checkers say of a run, by the history in its folder and nothing else. */
final class Judgement {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RESULTS = "results.json";

  private Judgement() {}

  /** Judges, and writes {@code results.json}. */
  static List<Verdict> pass(Path directory, String workload, String faults, long seed)
      throws IOException {
    List<Checker> checkers = new ArrayList<>(Workloads.of(workload).checkers());
    checkers.addAll(
        List.of(
            new SameState(),
            new Availability(),
            new Recovery(),
            new Corruption(),
            new Exits(),
            new Bounded()));
    History.read(directory, operation -> checkers.forEach(c -> c.observe(operation)));
    List<Verdict> verdicts = checkers.stream().map(Checker::verdict).toList();
    ObjectNode results = JSON.createObjectNode();
    results.put("valid", verdicts.stream().allMatch(Verdict::isValid));
    results.put("workload", workload);
    results.put("faults", faults);
    results.put("seed", seed);
    results.set("checkers", JSON.valueToTree(verdicts));
    JSON.writerWithDefaultPrettyPrinter().writeValue(directory.resolve(RESULTS).toFile(), results);
    return verdicts;
  }

  /**
   * Judges a run that was judged before once more, with the checkers of today.
   *
   * @throws IOException if there is no such run
   */
  static List<Verdict> passAgain(Path directory) throws IOException {
    JsonNode results = before(directory);
    return pass(
        directory,
        results.path("workload").asText(),
        results.path("faults").asText(),
        seed(directory));
  }

  /** The seed of a run that was judged. */
  static long seed(Path directory) throws IOException {
    return before(directory).path("seed").asLong();
  }

  private static JsonNode before(Path directory) throws IOException {
    Path file = directory.resolve(RESULTS);
    if (!Files.exists(file)) {
      throw new IOException("%s is no folder of a run: it has no %s".formatted(directory, RESULTS));
    }
    return JSON.readTree(file.toFile());
  }
}
