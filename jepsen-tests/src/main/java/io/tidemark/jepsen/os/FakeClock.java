package io.tidemark.jepsen.os;

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

/** A wall clock that jumps and drifts when told to, by libfaketime. Elapsed time stays true. */
public final class FakeClock {
  private final Path file;
  private final Path library;

  /**
   * A clock that tells the true time at first.
   *
   * @param file by which the node is told
   * @throws IllegalStateException if libfaketime is not installed
   */
  public FakeClock(Path file) {
    this.file = file;
    this.library =
        installed()
            .orElseThrow(
                () -> new IllegalStateException("libfaketime is missing: install faketime"));
    set("+0");
  }

  /** To be loaded in front of libc. */
  public Path library() {
    return library;
  }

  /** What else a process needs to live by this clock. */
  public Map<String, String> variables() {
    // NO_FAKE_STAT: an AOT cache checks the dates of files. Without the last one, libfaketime
    // 0.9.10
    // lets every timed wait of a JVM return at once.
    return Map.of(
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "NO_FAKE_STAT", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** From within a second on, it is so far ahead of the true time. */
  public void ahead(Duration offset) {
    set(String.format(Locale.ROOT, "%+.3f", offset.toMillis() / 1e3));
  }

  /** From within a second on, it runs so many times as fast as time, from the true time on. */
  public void drift(double speed) {
    set(String.format(Locale.ROOT, "+0 x%.3f", speed));
  }

  private void set(String what) {
    try {
      Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), what + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> installed() {
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      return folders
          .flatMap(
              folder ->
                  List.of("libfaketimeMT.so.1", "libfaketime.so.1").stream()
                      .map(name -> folder.resolve("faketime").resolve(name)))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
