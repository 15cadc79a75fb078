package io.tidemark.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** Every command says how it is used. */
final class HelpTest {
  private static final int LINE_LENGTH_MAX = 120;

  private static List<CommandLine> all() {
    List<CommandLine> all = new ArrayList<>();
    addAll(
        Tidemark.commandLine(
            config -> {
              throw new IllegalStateException("nothing is started");
            },
            Map.of()),
        all);
    return all;
  }

  private static void addAll(CommandLine command, List<CommandLine> all) {
    boolean ours = !(command.getCommandSpec().userObject() instanceof HelpCommand);
    if (ours && !command.getCommandSpec().usageMessage().hidden()) {
      all.add(command);
      command.getSubcommands().values().forEach(sub -> addAll(sub, all));
    }
  }

  @Test
  void everyHelpHasAnExampleThatIsAboutTheCommand() {
    List<CommandLine> all = all();
    assertTrue(all.size() > 30, () -> all.size() + " commands");
    for (CommandLine command : all) {
      String name = command.getCommandSpec().qualifiedName();
      String help = command.getUsageMessage();
      int example = Math.max(help.indexOf("\nExample:"), help.indexOf("\nExamples:"));
      assertTrue(example >= 0, () -> "no example in the help of " + name + ":\n" + help);
      assertTrue(help.indexOf(name, example) > 0, () -> "the example is another's: " + help);
      assertTrue(
          help.lines().allMatch(line -> line.length() <= LINE_LENGTH_MAX), () -> "wide: " + help);
    }
  }

  @Test
  void everyCommandIsFoundByItsOwnNameAlone() {
    for (CommandLine command : all()) {
      String[] path = command.getCommandSpec().qualifiedName().split(" ", -1);
      if (path.length == 2) {
        assertEquals(command.getUsageMessage(), CommandRun.run(path[1], "--help").out(), path[1]);
      }
    }
  }

  @Test
  void helpAndMistakesKnowAllCommands() {
    String all = CommandRun.run().out();
    assertTrue(all.contains("namespace") && all.contains("snapshot"), all);
    assertEquals(all, CommandRun.run("help").out());
    assertEquals(all, CommandRun.run("--help").out());
    assertEquals(
        CommandRun.run("cluster", "--help").out(), CommandRun.run("help", "cluster").out());
    assertTrue(CommandRun.run("generat").err().contains("tidemark generate"), "a proposal");
  }

  @Test
  void everyHelpIsPrintedOnStandardOutputAndIsNoFailure() {
    for (CommandLine command : all()) {
      String[] path = command.getCommandSpec().qualifiedName().split(" ", -1);
      String[] arguments = new String[path.length];
      System.arraycopy(path, 1, arguments, 0, path.length - 1);
      arguments[path.length - 1] = "--help";
      CommandRun help = CommandRun.run(arguments);
      assertEquals(0, help.exit(), help.err());
      assertTrue(help.out().startsWith("Usage: tidemark"), help.out());
    }
  }
}
