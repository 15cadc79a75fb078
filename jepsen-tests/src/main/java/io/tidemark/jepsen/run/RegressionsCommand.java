package io.tidemark.jepsen.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code regressions}: what once found something, again. */
@Command(
    name = "regressions",
    mixinStandardHelpOptions = true,
    description = {
      "Run again the tests that once found something, with their seeds.",
      "Exit code 0: every checker of each says that it is valid; 1: one doesn't, or can't tell."
    },
    footer = {"", "Example:", "  tidemark-jepsen regressions"})
public final class RegressionsCommand implements Callable<Integer> {

  @Option(
      names = "--list",
      paramLabel = "FILE",
      defaultValue = "${sys:tidemark.root}/jepsen-tests/regressions.txt",
      description = "The tests, a line each, as the options of 'test'.")
  private Path list = Path.of("");

  @Override
  public Integer call() throws IOException {
    List<String> failed = new ArrayList<>();
    for (String line : tests(Files.readAllLines(list))) {
      System.out.println("test " + line);
      if (new CommandLine(new TestCommand()).execute(line.split("\\s+", -1)) != 0) {
        failed.add(line);
      }
    }
    failed.forEach(line -> System.out.println("FAILED AGAIN: test " + line));
    return failed.isEmpty() ? 0 : 1;
  }

  /** Lines without those that are empty or a comment. */
  static List<String> tests(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
