package io.tidemark.http.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.core.SequenceRule;
import io.tidemark.node.service.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReferenceTest {

  private static final Path REFERENCE = Path.of("..", "docs", "http-api.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([45][0-9]{2}) \\| .+ \\|$");

  @Test
  void theReferenceListsExactlyTheProblemsThatExist() throws IOException {
    Map<String, Integer> existing =
        Stream.concat(
                Arrays.stream(Problem.Code.values()).map(ProblemType::of),
                Arrays.stream(EdgeProblem.values()).map(EdgeProblem::type))
            .collect(Collectors.toMap(ProblemType::code, ProblemType::status));
    Map<String, Integer> documented = new TreeMap<>();
    for (MatchResult row : ROW.matcher(Files.readString(REFERENCE)).results().toList()) {
      boolean repeated = documented.put(row.group(1), Integer.valueOf(row.group(2))) != null;
      assertFalse(repeated, row.group(1) + " is listed twice");
    }
    assertEquals(new TreeMap<>(existing), documented);
  }

  @Test
  void theReferenceTellsTheDefaultRangeSizes() throws IOException {
    String sizes =
        "`range_size_min`, `range_size_max` | `\"%d\"`, `\"%d\"` |"
            .formatted(SequenceRule.DEFAULT.rangeSizeMin(), SequenceRule.DEFAULT.rangeSizeMax());
    assertTrue(Files.readString(REFERENCE).contains(sizes), sizes);
  }
}
