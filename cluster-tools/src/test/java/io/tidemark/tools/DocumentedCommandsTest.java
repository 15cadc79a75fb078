package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Whoever types what a document or a help text shows is understood. */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** A line that is typed: alone, behind a prompt, or in an example of a help text. */
  private static final Pattern TYPED = Pattern.compile("\\s*(?:\\$ )?(?:\\./)?(tidemark .*)");

  /** A command in running text; {@code tidemark COMMAND} is none. */
  private static final Pattern MENTIONED = Pattern.compile("`(?:\\./)?(tidemark [a-z-][^`:]*)`");

  private static final Pattern CHOICE = Pattern.compile("[a-z-]+(?:\\|[a-z-]+)+");

  /** What a command says on standard error. */
  private static final Pattern SAID = Pattern.compile("tidemark(?: [a-z-]+)*: .*");

  /** What the launcher does by itself, and the first line of a file. */
  private static final Set<String> NO_COMMANDS = Set.of("tidemark aot-cache", "tidemark witness 2");

  private static final Member.Start NOTHING =
      config -> {
        throw new IllegalStateException("nothing is started");
      };

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, below)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** The commands in blocks, with what continues a line joined to it. */
  private static List<String> typed(String document) {
    List<String> typed = new ArrayList<>();
    boolean inBlock = false;
    for (String line : document.replace("\\\n", " ").split("\n", -1)) {
      Matcher command = TYPED.matcher(line);
      if (line.strip().startsWith("```")) {
        inBlock = !inBlock;
      } else if (inBlock && command.matches() && !SAID.matcher(command.group(1)).matches()) {
        typed.add(command.group(1));
      }
    }
    return typed;
  }

  private static List<String> mentioned(String document) {
    return MENTIONED
        .matcher(document)
        .results()
        .map(found -> found.group(1))
        .filter(command -> !NO_COMMANDS.contains(command))
        .flatMap(command -> alternatives(command).stream())
        .toList();
  }

  /** {@code tidemark node drain|undrain NODE} is two commands. */
  private static List<String> alternatives(String command) {
    Matcher choice = CHOICE.matcher(command);
    return choice.find()
        ? Stream.of(choice.group().split("\\|", -1))
            .map(
                chosen ->
                    command.substring(0, choice.start()) + chosen + command.substring(choice.end()))
            .toList()
        : List.of(command);
  }

  /** Why a command line is not understood; empty if it is. */
  private static String fault(String line, boolean whole) {
    List<String> words = ShellLine.words(line);
    String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
    try {
      Tidemark.commandLine(NOTHING, Map.of(), arguments).parseArgs(arguments);
      return "";
    } catch (MissingParameterException e) {
      return whole ? e.getMessage() : "";
    } catch (ParameterException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whatDocumentsShowAsTypedIsUnderstood() throws IOException {
    List<String> faults = new ArrayList<>();
    int commands = 0;
    for (Path document : documents()) {
      for (String line : typed(Files.readString(document))) {
        commands++;
        String fault = fault(line, true);
        if (!fault.isEmpty()) {
          faults.add("%s: %s: %s".formatted(ROOT.relativize(document), line, fault));
        }
      }
    }
    assertEquals(List.of(), faults);
    assertTrue(commands > 40, commands + " commands");
  }

  @Test
  void whatDocumentsMentionExists() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path document : documents()) {
      for (String line : mentioned(Files.readString(document))) {
        String fault = fault(line, false);
        if (!fault.isEmpty()) {
          faults.add("%s: %s: %s".formatted(ROOT.relativize(document), line, fault));
        }
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void examplesInHelpTextsAreUnderstood() {
    List<String> faults = new ArrayList<>();
    collect(Tidemark.commandLine(NOTHING, Map.of()), faults);
    assertEquals(List.of(), faults);
  }

  private static void collect(CommandLine command, List<String> faults) {
    String help = String.join("\n", command.getCommandSpec().usageMessage().footer());
    for (String line : help.replace("\\\n", " ").split("\n", -1)) {
      Matcher example = TYPED.matcher(line);
      String fault = example.matches() ? fault(example.group(1), true) : "";
      if (!fault.isEmpty()) {
        faults.add(example.group(1) + ": " + fault);
      }
    }
    command.getSubcommands().values().forEach(below -> collect(below, faults));
  }

  @Test
  void whatIsNotUnderstoodIsNoticed() {
    assertEquals("", fault("tidemark member add n4 10.0.0.4:7400 --wait 30s", true));
    assertTrue(fault("tidemark member add n4", true).contains("HOST:PORT"));
    assertEquals("", fault("tidemark member add", false));
    assertTrue(fault("tidemark member adopt n4", false).contains("adopt"));
    assertTrue(fault("tidemark cluster status --wach", false).contains("--wach"));
    assertEquals(
        List.of("tidemark member add  n4 h:1", "tidemark version"),
        typed(
            """
            ```
            $ tidemark member add \\
            n4 h:1
            printed
            ./tidemark version
            ```
            """));
    assertEquals(List.of("a", "b c", "d"), ShellLine.words("a 'b c'  d # comment"));
    assertEquals(List.of("a", ""), ShellLine.words("a \"\" | b"));
  }
}
