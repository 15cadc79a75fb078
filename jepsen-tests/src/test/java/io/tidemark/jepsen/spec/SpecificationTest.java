package io.tidemark.jepsen.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLC visits every state of the formal model, and refutes it without any one of its rules. */
class SpecificationTest {

  private static final Path SPECIFICATIONS = Path.of("spec").toAbsolutePath();
  private static final Path BROKEN = SPECIFICATIONS.resolve("broken");
  private static final Pattern FAULT = Pattern.compile("Fault = \"([^\"]*)\"");
  private static final Pattern WHAT_HOLDS =
      Pattern.compile("(?m)^(?:INVARIANTS?|PROPERTY) [\\w ]+$");

  private final Tlc tlc = new Tlc(SPECIFICATIONS, Path.of("target", "tlc").toAbsolutePath());

  @ParameterizedTest
  @EnumSource
  void the_protocol_repeats_no_id(Model model) throws Exception {
    String configuration = Files.readString(SPECIFICATIONS.resolve(model.configuration()));

    Verdict verdict = measured(model, model.module(), configuration);

    assertEquals(Optional.empty(), verdict.refuted(), verdict::toString);
    assertTrue(verdict.complete(), verdict::toString);
    assertTrue(verdict.distinctStates().orElseThrow() >= model.statesMin(), verdict::toString);
  }

  @ParameterizedTest
  @EnumSource
  void without_one_of_its_rules_it_is_refuted(BrokenModel model) throws Exception {
    Verdict verdict = measured(model, model.module(), broken(model));

    assertEquals(Optional.of(model.refutes()), verdict.refuted(), verdict::toString);
  }

  @Test
  void every_fault_of_a_module_is_tried() throws IOException {
    Set<String> written = new TreeSet<>();
    try (Stream<Path> files = Files.list(SPECIFICATIONS)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".tla")).toList()) {
        FAULT
            .matcher(Files.readString(file))
            .results()
            .forEach(fault -> written.add(moduleOf(file) + ": " + fault.group(1)));
      }
    }

    assertEquals(
        Stream.of(BrokenModel.values())
            .map(model -> model.module() + ": " + model.fault())
            .collect(Collectors.toCollection(TreeSet::new)),
        written);
  }

  private Verdict measured(Enum<?> run, String module, String configuration)
      throws IOException, InterruptedException {
    String name = run.name().toLowerCase(Locale.ROOT);
    long begun = System.nanoTime();
    Verdict verdict = tlc.check(name, module, configuration);
    double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
    System.out.printf(
        Locale.ROOT,
        "MEASURED spec_%s_states=%d%nMEASURED spec_%s_seconds=%.1f%n",
        name,
        verdict.distinctStates().orElse(0),
        name,
        seconds);
    return verdict;
  }

  /** The small configuration of the module, with this fault and this one thing to hold. */
  private static String broken(BrokenModel model) throws IOException {
    String holds = model.refutes().equals("MarkRises") ? "PROPERTY " : "INVARIANT ";
    String configuration = Files.readString(BROKEN.resolve(model.configuration()));
    String faulty = only(FAULT, configuration, "Fault = \"%s\"".formatted(model.fault()));
    return only(WHAT_HOLDS, faulty, holds + model.refutes());
  }

  private static String only(Pattern line, String configuration, String replacement) {
    assertEquals(1, line.matcher(configuration).results().map(MatchResult::group).count());
    return line.matcher(configuration).replaceAll(replacement);
  }

  private static String moduleOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".tla".length());
  }
}
