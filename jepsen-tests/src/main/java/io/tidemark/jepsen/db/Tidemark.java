package io.tidemark.jepsen.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The command line, as an operator uses it during a run. */
public final class Tidemark {
  private static final long SECONDS_MAX = 150;

  private final String what;
  private final Process process;
  private final Path output;

  private Tidemark(String what, Process process, Path output) {
    this.what = what;
    this.process = process;
    this.output = output;
  }

  /** A command that asks the nodes that run. */
  public static Tidemark start(Db db, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--endpoints");
    all.add(
        db.nodes().stream()
            .filter(Node::isAlive)
            .map(node -> "http://" + node.httpAddress())
            .collect(Collectors.joining(",")));
    return offline(db, all.toArray(new String[0]));
  }

  /** A command that asks nobody. */
  public static Tidemark offline(Db db, String... arguments) {
    List<String> words = new ArrayList<>(db.command());
    words.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("tidemark-", ".out");
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new Tidemark(String.join(" ", arguments), process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for the end.
   *
   * @throws IllegalStateException with what it said, if it fails
   */
  public void requireSuccess() {
    try {
      boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
      String said = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      if (!ended) {
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        throw new IllegalStateException("tidemark %s failed: %s".formatted(what, said));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
