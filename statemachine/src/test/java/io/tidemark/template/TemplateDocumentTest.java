package io.tidemark.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tidemark.period.Period;
import io.tidemark.period.Reset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The tables of {@code docs/templates.md} are true. */
class TemplateDocumentTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "templates.md");
  private static final long VALUE = 42;

  @TestFactory
  Stream<DynamicTest> an_example_prints_what_the_document_says() throws IOException {
    List<List<String>> rows = table("| template | reset | period | prints |");
    assertTrue(rows.size() >= 20, "rows: " + rows.size());
    return rows.stream()
        .map(row -> dynamicTest(row.getFirst(), () -> assertPrints(row.get(0), row.get(1), row)));
  }

  @TestFactory
  Stream<DynamicTest> a_refused_template_is_refused_for_the_reason_given() throws IOException {
    List<List<String>> rows = table("| template | reset | because it |");
    assertTrue(rows.size() >= 19, "rows: " + rows.size());
    return rows.stream()
        .map(
            row ->
                dynamicTest(
                    row.getFirst() + " " + row.get(1),
                    () -> {
                      MalformedTemplateException refused =
                          assertThrows(
                              MalformedTemplateException.class,
                              () -> Template.compile(row.get(0), reset(row.get(1))));
                      String message = String.valueOf(refused.getMessage());
                      assertTrue(message.contains(row.get(2)), message);
                    }));
  }

  private static void assertPrints(String text, String reset, List<String> row)
      throws MalformedTemplateException {
    Template template = Template.compile(text, reset(reset));
    Period period =
        reset(reset) == Reset.NONE ? null : Period.parse(reset(reset), row.get(2)).orElseThrow();
    FakeSurroundings surroundings =
        new FakeSurroundings("n1", 3, new SplittableRandom(5), template.valueMax());
    String printed = template.print(period, VALUE, surroundings);
    String expected = row.get(3);
    StringBuilder masked = new StringBuilder(printed);
    for (int i = 0; i < Math.min(expected.length(), printed.length()); i++) {
      if (expected.charAt(i) == '?') {
        masked.setCharAt(i, '?');
      }
    }
    assertEquals(expected, masked.toString());
  }

  private static Reset reset(String word) {
    return Reset.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The cells of a table's rows, without backticks. */
  private static List<List<String>> table(String header) throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .dropWhile(line -> !line.equals(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(
            line ->
                Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
                    .map(cell -> cell.strip().replace("`", ""))
                    .toList())
        .toList();
  }
}
