package io.tidemark.tools.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Wall clocks of nodes that jump when told to, by libfaketime (the package {@code faketime}). */
final class FakeClocks {
  private final RealCluster cluster;

  private FakeClocks(RealCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Gives every node a clock of its own, which tells the true time at first. To be called before
   * they start. Skips the test where the library is missing, but fails it where {@code CI} is set.
   */
  static FakeClocks of(RealCluster cluster) {
    Optional<Path> library = library();
    if (library.isEmpty() && System.getenv("CI") == null) {
      System.err.println("SKIPPED: libfaketime is not installed (the package faketime)");
      Assumptions.abort("libfaketime is not installed");
    }
    FakeClocks clocks = new FakeClocks(cluster);
    for (RealNode node : cluster.nodes()) {
      clocks.set(node, Duration.ZERO);
      // Elapsed time stays true, and so do the dates of files, which an AOT cache checks. Without
      // the last one, libfaketime 0.9.10 lets every timed wait of a JVM return at once.
      node.variables()
          .putAll(
              Map.of(
                  "LD_PRELOAD", library.orElseThrow().toString(),
                  "FAKETIME_TIMESTAMP_FILE", clocks.file(node).toString(),
                  "FAKETIME_CACHE_DURATION", "1",
                  "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                  "DONT_FAKE_MONOTONIC", "1",
                  "NO_FAKE_STAT", "1",
                  "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
    }
    return clocks;
  }

  /** From within a second on, the node's clock is so far ahead of the true time. */
  void set(RealNode node, Duration ahead) {
    try {
      Path next = Files.writeString(file(node).resolveSibling("next.clock"), text(ahead));
      Files.move(next, file(node), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Duration ahead) {
    return String.format(Locale.ROOT, "%+.3f%n", ahead.toMillis() / 1e3);
  }

  private Path file(RealNode node) {
    return cluster.directory().resolve(node.name() + ".clock");
  }

  private static Optional<Path> library() {
    Path root = Path.of("/usr/lib");
    for (String name : List.of("libfaketimeMT.so.1", "libfaketime.so.1")) {
      try (Stream<Path> below = Files.list(root)) {
        Optional<Path> found =
            below
                .map(directory -> directory.resolve("faketime").resolve(name))
                .filter(Files::exists)
                .findFirst();
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.empty();
  }
}
